package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.ShapeException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How a flat buffer of parameters is cut into blocks of at most [#LONGEST] elements, none of which holds elements of
/// two parameters: values of one block are of like size.
public final class Blocks {

    /// The elements of a whole block; only a parameter's last may have fewer.
    public static final int LONGEST = 256;

    private final long[] starts;
    private final int[] firstBlocks;

    private Blocks(long[] starts, int[] firstBlocks) {
        this.starts = starts;
        this.firstBlocks = firstBlocks;
    }

    /// @param parameters each parameter's number of elements, in the buffer's order
    public static Blocks of(List<Long> parameters) {
        List<Long> starts = new ArrayList<>();
        int[] firstBlocks = new int[parameters.size() + 1];
        long start = 0;
        for (int parameter = 0; parameter < parameters.size(); parameter++) {
            long end = start + parameters.get(parameter);
            for (long at = start; at < end; at += LONGEST) {
                starts.add(at);
            }
            start = end;
            firstBlocks[parameter + 1] = starts.size();
        }
        starts.add(start);
        return new Blocks(starts.stream().mapToLong(Long::longValue).toArray(), firstBlocks);
    }

    /// The blocks from `first` to before `end`, of the part of the buffer that they cover. A parameter's number stays.
    public Blocks slice(int first, int end) {
        long[] partStarts = new long[end - first + 1];
        for (int block = first; block <= end; block++) {
            partStarts[block - first] = starts[block] - starts[first];
        }
        int[] partBlocks = Arrays.stream(firstBlocks).map(block -> Math.clamp(block, first, end) - first).toArray();
        return new Blocks(partStarts, partBlocks);
    }

    public int count() {
        return starts.length - 1;
    }

    /// The buffer's length.
    public long elements() {
        return starts[count()];
    }

    /// A block's first element; `start(count())` is one past the last block's last.
    public long start(int block) {
        return starts[block];
    }

    public int length(int block) {
        return (int) (starts[block + 1] - starts[block]);
    }

    /// Throws [ShapeException] where one of these does not hold 4 bytes for each element.
    public void requireElements(MemorySegment... flat) {
        for (MemorySegment memory : flat) {
            require(memory, elements(), "elements");
        }
    }

    /// Throws [ShapeException] where this does not hold 4 bytes for each block.
    public void requirePerBlock(MemorySegment memory) {
        require(memory, count(), "blocks");
    }

    private static void require(MemorySegment memory, long count, String what) {
        if (memory.byteSize() != count * Integer.BYTES) {
            throw new ShapeException("%d bytes for %d %s; each takes %d", memory.byteSize(), count, what, Integer.BYTES);
        }
    }

    public int parameters() {
        return firstBlocks.length - 1;
    }

    /// The first block of a parameter; `firstBlock(parameters())` is one past the last block.
    public int firstBlock(int parameter) {
        return firstBlocks[parameter];
    }

    /// Which parameter a block is of.
    public int parameter(int block) {
        int found = Arrays.binarySearch(firstBlocks, block);
        if (found < 0) {
            return -found - 2;
        }
        while (firstBlocks[found + 1] == block) {   // a parameter without elements has no block
            found++;
        }
        return found;
    }
}
