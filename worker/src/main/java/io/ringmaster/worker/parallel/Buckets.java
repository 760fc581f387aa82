package io.ringmaster.worker.parallel;

import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.worker.collective.Reduction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// How a flat buffer, whose elements take 4 bytes, is cut into parts that are reduced together: without gaps, first to last.
public final class Buckets {

    private Buckets() {}

    /// The parts of any buffer.
    ///
    /// @param bucketBytes the most a bucket holds, a multiple of 4
    public static List<MemorySegment> cut(MemorySegment buffer, int bucketBytes) {
        requireWhole(bucketBytes);
        List<MemorySegment> parts = new ArrayList<>();
        for (long from = 0; from < buffer.byteSize(); from += bucketBytes) {
            parts.add(buffer.asSlice(from, Math.min(bucketBytes, buffer.byteSize() - from)));
        }
        return parts;
    }

    /// Whole blocks.
    ///
    /// @param end one past the last block
    public record Range(int first, int end) {

        public long from(Blocks blocks) {
            return blocks.start(first);
        }

        /// One past the last element.
        public long to(Blocks blocks) {
            return blocks.start(end);
        }

        /// What of a buffer of elements is in these blocks.
        public MemorySegment of(MemorySegment elements, Blocks blocks) {
            return elements.asSlice(from(blocks) * Reduction.ELEMENT_BYTES, (to(blocks) - from(blocks)) * Reduction.ELEMENT_BYTES);
        }

        /// As many of the blocks to a part as fit, and one where none does.
        public List<Range> cut(Blocks blocks, int partBytes) {
            requireWhole(partBytes);
            List<Range> parts = new ArrayList<>();
            for (int at = first; at < end; at = parts.getLast().end) {
                int next = at + 1;
                while (next < end && blocks.start(next + 1) - blocks.start(at) <= partBytes / Reduction.ELEMENT_BYTES) {
                    next++;
                }
                parts.add(new Range(at, next));
            }
            return parts;
        }
    }

    /// The parts of a buffer of blocks, all of whose blocks stay whole, however small a bucket is to be.
    public static List<Range> cut(Blocks blocks, int bucketBytes) {
        return new Range(0, blocks.count()).cut(blocks, bucketBytes);
    }

    private static void requireWhole(int bytes) {
        if (bytes < Reduction.ELEMENT_BYTES || bytes % Reduction.ELEMENT_BYTES != 0) {
            throw new IllegalArgumentException("parts of %d bytes; a part holds 1 element or more, whole".formatted(bytes));
        }
    }
}
