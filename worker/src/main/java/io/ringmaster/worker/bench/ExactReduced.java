package io.ringmaster.worker.bench;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.ExactReduction.Fit;
import io.ringmaster.tensor.backend.Grid;
import io.ringmaster.worker.Exchange;
import io.ringmaster.worker.parallel.Buckets;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Rounds to a grid, sums as integers, and makes float32 of the sums, as a step does with one shard a member: each bucket
/// sets out once it is rounded, with a count of the members it does not fit at its end, and is settled, a cache's worth at
/// a time, once all have come.
///
/// Letters: N elements, K blocks, B buckets.
final class ExactReduced implements Reduced {

    /// As in training.
    private static final int SETTLED_BYTES = 128 << 10;

    private final ExactReduction kernels = Backends.of(Device.CPU).exactReduction();
    private final Memory memory;
    private final int members;
    private final int bucketBytes;
    private final List<Bucket> buckets = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private MemorySegment values;
    private MemorySegment results;

    /// @param values    [N] float32
    /// @param exchanged [N + B] int32
    /// @param results   [N] float32
    /// @param exponents [K] int32
    /// @param largest   [K] int32
    private record Memory(
        MemorySegment values, MemorySegment exchanged, MemorySegment results, MemorySegment exponents, MemorySegment largest) {}

    /// @param exchanged its sums and how many members it does not fit
    private record Bucket(Grid grid, MemorySegment values, MemorySegment exchanged) {

        MemorySegment sums() {
            return exchanged.asSlice(0, values.byteSize());
        }

        void setUnfit(int count) {
            exchanged.set(ValueLayout.JAVA_INT, values.byteSize(), count);
        }

        int unfit() {
            return exchanged.get(ValueLayout.JAVA_INT, values.byteSize());
        }
    }

    /// Some blocks' part of a bucket.
    private record Piece(Grid grid, MemorySegment sums, MemorySegment results, MemorySegment largest) {}

    private ExactReduced(Memory memory, int members, int bucketBytes) {
        this.memory = memory;
        this.members = members;
        this.bucketBytes = bucketBytes;
        values = memory.values;
        results = memory.results;
    }

    /// Sums of so many bytes, and a count for each bucket.
    static long exchangedBytes(long bytes, int bucketBytes) {
        return bytes + (long) Buckets.cut(blocks(bytes), bucketBytes).size() * Integer.BYTES;
    }

    static ExactReduced of(long bytes, int members, int bucketBytes, MemorySegment exchanged) {
        Blocks blocks = blocks(bytes);
        long perBlock = (long) blocks.count() * Integer.BYTES;
        Memory memory = new Memory(Reduced.allocate(bytes), exchanged, Reduced.allocate(bytes),
            Reduced.allocate(perBlock), Reduced.allocate(perBlock));
        for (int block = 0; block < blocks.count(); block++) {
            memory.exponents.setAtIndex(ValueLayout.JAVA_INT, block, Contents.EXPONENT);
        }
        return new ExactReduced(memory, members, bucketBytes);
    }

    private static Blocks blocks(long bytes) {
        return Blocks.of(List.of(bytes / Float.BYTES));
    }

    @Override
    public void resize(long bytes) {
        Blocks blocks = blocks(bytes);
        values = memory.values.asSlice(0, bytes);
        results = memory.results.asSlice(0, bytes);
        Grid grid = new Grid(blocks, Grid.bits(members), perBlock(memory.exponents, 0, blocks.count()));
        buckets.clear();
        pieces.clear();
        long from = 0;
        for (Buckets.Range range : Buckets.cut(blocks, bucketBytes)) {
            MemorySegment own = range.of(values, blocks);
            Bucket bucket = new Bucket(
                grid.slice(range.first(), range.end()), own, memory.exchanged.asSlice(from, own.byteSize() + Integer.BYTES));
            buckets.add(bucket);
            for (Buckets.Range part : range.cut(blocks, SETTLED_BYTES)) {
                MemorySegment into = part.of(results, blocks);
                long skipped = (part.from(blocks) - range.from(blocks)) * Float.BYTES;
                pieces.add(new Piece(grid.slice(part.first(), part.end()), bucket.sums().asSlice(skipped, into.byteSize()), into,
                    perBlock(memory.largest, part.first(), part.end())));
            }
            from += bucket.exchanged.byteSize();
        }
    }

    private static MemorySegment perBlock(MemorySegment of, int first, int end) {
        return of.asSlice((long) first * Integer.BYTES, (long) (end - first) * Integer.BYTES);
    }

    @Override
    public MemorySegment values() {
        return values;
    }

    @Override
    public void reduce(Exchange exchange) {
        Exchange.Round round = exchange.round();
        for (int index = 0; index < buckets.size(); index++) {
            Bucket bucket = buckets.get(index);
            Fit fit = kernels.round(bucket.values, bucket.grid, bucket.sums(), false);
            bucket.setUnfit(fit == Fit.FITS ? 0 : 1);
            round.begin(index, bucket.exchanged, kernels::add);
        }
        round.await();
        int unfit = buckets.stream().mapToInt(Bucket::unfit).max().orElse(0);
        if (unfit > 0) {
            throw new IllegalStateException("%d members have contents that don't fit the grid; all are made to".formatted(unfit));
        }
        for (Piece piece : pieces) {
            kernels.toValues(piece.sums, piece.grid, piece.results, piece.largest);
        }
    }

    @Override
    public MemorySegment sums() {
        return results;
    }
}
