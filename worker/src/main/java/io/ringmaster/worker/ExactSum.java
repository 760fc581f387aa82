package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Step;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.ExactReduction.Fit;
import io.ringmaster.tensor.backend.Grid;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import io.ringmaster.worker.collective.SharedMemory;
import io.ringmaster.worker.parallel.Buckets;
import io.ringmaster.worker.parallel.ExponentRule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Sums on a grid that all shards share, as integers: the same bits on any number of workers.
///
/// Each shard's gradient is rounded to the grid and added to the sums; these go round the ring, each bucket's together with a
/// count of the members who have a shard that does not fit. Where there is one, all see it and *calibrate*: they agree on each
/// block's largest magnitude, widen the grid, and sum again. Else the exponents of the next step follow from the sums.
/// The grid of a run's beginning holds nothing, so that the first step calibrates it.
///
/// Letters: N elements, K blocks, B buckets.
/// State: sums [N + B], exponents of the step under way [K] and of the last that was taken [K].
final class ExactSum implements GradientSum {

    private static final String EXPONENTS = "reduction.exponents";

    /// Sums, gradients, values and a moment or two of so many bytes each stay in a core's cache of the second level.
    private static final int RANGE_BYTES = 128 << 10;

    private final GradientBuckets gradients;
    private final ExactReduction kernels;
    private final Grid grid;
    private final int shards;
    private final Memory memory;
    private final List<Bucket> buckets = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();

    /// Native int32.
    ///
    /// @param exchanged [N + B]: each bucket's sums, and how many members have a shard that does not fit it
    private record Memory(SharedMemory exchanged, Block exponents, Block committed) {

        static Memory allocate(Allocator allocator, GradientBuckets gradients) {
            long perBlock = (long) gradients.blocks().count() * Integer.BYTES;
            long exchanged = (gradients.blocks().elements() + gradients.buckets().size()) * Integer.BYTES;
            return new Memory(SharedMemory.allocate(exchanged), allocator.allocate(perBlock), allocator.allocate(perBlock));
        }

        void close() {
            exchanged.close();
            exponents.close();
            committed.close();
        }
    }

    /// Some blocks' part of everything.
    private record Piece(Grid grid, GradientBuckets.Bucket of, MemorySegment sums) {}

    /// @param exchanged its sums and how many don't fit
    private record Bucket(Piece whole, MemorySegment exchanged) {

        void setUnfit(int members) {
            exchanged.setAtIndex(ValueLayout.JAVA_INT, exchanged.byteSize() / Integer.BYTES - 1, members);
        }

        int unfit() {
            return exchanged.getAtIndex(ValueLayout.JAVA_INT, exchanged.byteSize() / Integer.BYTES - 1);
        }
    }

    private ExactSum(GradientBuckets gradients, ExactReduction kernels, Grid grid, int shards, Memory memory) {
        this.gradients = gradients;
        this.kernels = kernels;
        this.grid = grid;
        this.shards = shards;
        this.memory = memory;
        long from = 0;
        for (GradientBuckets.Bucket bucket : gradients.buckets()) {
            MemorySegment exchanged =
                memory.exchanged().memory().asSlice(from, bucket.gradients().byteSize() + Integer.BYTES);
            from += exchanged.byteSize();
            buckets.add(new Bucket(piece(bucket, bucket.range(), exchanged), exchanged));
            for (Buckets.Range range : bucket.range().cut(gradients.blocks(), RANGE_BYTES)) {
                pieces.add(piece(bucket, range, exchanged));
            }
        }
    }

    /// A range of a bucket's blocks.
    private Piece piece(GradientBuckets.Bucket bucket, Buckets.Range range, MemorySegment exchanged) {
        GradientBuckets.Bucket part = gradients.of(range);
        long skipped = part.gradients().address() - bucket.gradients().address();
        return new Piece(grid.slice(range.first(), range.end()), part, exchanged.asSlice(skipped, part.gradients().byteSize()));
    }

    /// @param gradients the parameters', which the sum closes
    static ExactSum over(ParameterBuffer parameters, GradientBuckets gradients, int shards) {
        Backend backend = Backends.of(parameters.device());
        Blocks blocks = gradients.blocks();
        Memory memory = Memory.allocate(backend.allocator(), gradients);
        Grid grid = new Grid(blocks, Grid.bits(shards), first(blocks.count(), memory.exponents()));
        for (int block = 0; block < blocks.count(); block++) {
            grid.exponents().setAtIndex(ValueLayout.JAVA_INT, block, Grid.LEAST_EXPONENT);
        }
        ExactSum sum = new ExactSum(gradients, backend.exactReduction(), grid, shards, memory);
        sum.committed().copyFrom(grid.exponents());
        return sum;
    }

    private static MemorySegment first(long count, Block block) {
        return block.memory().asSlice(0, count * Integer.BYTES);
    }

    @Override
    public GradientBuckets buckets() {
        return gradients;
    }

    @Override
    public SharedMemory memory() {
        return memory.exchanged();
    }

    @Override
    public Summed reduce(StepShards shards, Exchange exchange) {
        grid.exponents().copyFrom(committed());
        List<ShardLoss> losses = sum(shards, exchange);
        boolean calibrates = unfit() > 0;
        if (calibrates) {
            calibrate(shards, exchange);
            losses = sum(shards, exchange);
            if (unfit() > 0) {
                throw new IllegalStateException("step %s: %d members have gradients that don't fit a grid made for them; a "
                    .formatted(shards.step(), unfit()) + "shard's gradient must have the same bits each time it is computed");
            }
        }
        return new Summed(losses, calibrates);
    }

    private List<ShardLoss> sum(StepShards shards, Exchange exchange) {
        Departure departure = new Departure(exchange);
        List<ShardLoss> losses = new ArrayList<>();
        if (shards.count() == 0) {
            buckets.forEach(bucket -> bucket.exchanged.fill((byte) 0));
            departure.sendAll();
        }
        for (int index = 0; index < shards.count(); index++) {
            boolean adds = index > 0;
            boolean last = index == shards.count() - 1;
            ShardLoss loss = shards.backward(index, false, last ? bucket -> departure.roundAndSend(bucket, adds) : _ -> {});
            if (!last) {
                departure.round(adds);
            }
            departure.requireFinite(loss);
            losses.add(loss);
        }
        departure.round.await();
        return losses;
    }

    /// Rounds shards' gradients, and sends each bucket's sums on their way once the last shard's are in.
    private final class Departure {

        private final Exchange exchange;
        private final Exchange.Round round;
        private boolean finite = true;

        private Departure(Exchange exchange) {
            this.exchange = exchange;
            round = exchange.round();
            buckets.forEach(bucket -> bucket.setUnfit(0));
        }

        private void round(boolean adds) {
            buckets.forEach(bucket -> round(bucket, adds));
        }

        /// What does not fit once is void, whatever is added.
        private void round(Bucket bucket, boolean adds) {
            Piece piece = bucket.whole;
            Fit fit = kernels.round(piece.of.gradients(), piece.grid, piece.sums, adds);
            finite &= fit != Fit.NOT_FINITE;
            if (fit != Fit.FITS) {
                bucket.setUnfit(1);
            }
        }

        private void roundAndSend(int index, boolean adds) {
            round(buckets.get(index), adds);
            send(index);
        }

        private void send(int index) {
            if (finite) {
                round.begin(index, buckets.get(index).exchanged, kernels::add);
            }
        }

        private void sendAll() {
            for (int index = 0; index < buckets.size(); index++) {
                send(index);
            }
        }

        private void requireFinite(ShardLoss loss) {
            if (!finite || !Double.isFinite(loss.sum())) {
                gradients.forget();
                gradients.raise();
                gradients.requireFinite(exchange.rank(), loss);
            }
        }
    }

    private void calibrate(StepShards shards, Exchange exchange) {
        gradients.forget();
        for (int index = 0; index < shards.count(); index++) {
            ShardLoss loss = shards.backward(index);
            gradients.raise();
            gradients.requireFinite(exchange.rank(), loss);
        }
        exchange.allReduce(gradients.magnitudes(), kernels::max);
        ExponentRule.calibrate(grid, gradients.magnitudes());
    }

    private int unfit() {
        return buckets.stream().mapToInt(Bucket::unfit).max().orElse(0);
    }

    @Override
    public List<Optimizer.Range> ranges() {
        return pieces.stream().map(piece -> new Optimizer.Range(
            piece.of.range().from(gradients.blocks()), piece.of.range().to(gradients.blocks()))).toList();
    }

    @Override
    public void settle(int range) {
        Piece piece = pieces.get(range);
        kernels.toValues(piece.sums, piece.grid, piece.of.gradients(), piece.of.magnitudes());
    }

    @Override
    public void settle() {
        for (int range = 0; range < pieces.size(); range++) {
            settle(range);
        }
        for (int block = 0; block < grid.blocks().count(); block++) {
            int largest = gradients.magnitudes().getAtIndex(ValueLayout.JAVA_INT, block);
            if (Float.isInfinite((float) (largest * grid.step(block)))) {
                throw NotFiniteException.ofSum("of %s over all shards".formatted(gradients.parameterOf(block)));
            }
        }
    }

    @Override
    public boolean isInRange() {
        for (int block = 0; block < grid.blocks().count(); block++) {
            if (grid.limit(block) * shards > Float.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    private MemorySegment committed() {
        return first(grid.blocks().count(), memory.committed());
    }

    @Override
    public void commit(Step step) {
        ExponentRule.follow(grid, gradients.magnitudes(), step);
        committed().copyFrom(grid.exponents());
    }

    @Override
    public List<StoredTensor> state() {
        return List.of(new StoredTensor(EXPONENTS, DType.INT32, Shape.of(grid.blocks().count()), committed()));
    }

    @Override
    public void check(SafetensorsFile file, String name) {
        MemorySegment found = file.get(EXPONENTS).data();
        for (int block = 0; block < grid.blocks().count(); block++) {
            int exponent = found.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, block);
            if (exponent < Grid.LEAST_EXPONENT || exponent > Grid.GREATEST_EXPONENT) {
                throw new StateFileException("%s has %d in '%s'; exponents go from %d to %d; take the state of a run of the "
                    + "same job", name, exponent, EXPONENTS, Grid.LEAST_EXPONENT, Grid.GREATEST_EXPONENT);
            }
        }
    }

    @Override
    public void close() {
        memory.close();
        gradients.close();
    }
}
