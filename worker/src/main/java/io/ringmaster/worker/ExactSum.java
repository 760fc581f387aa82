package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.proto.ShardLoss;
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
import io.ringmaster.worker.parallel.ExponentRule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Sums on a grid that all shards share, as integers: the same bits on any number of workers.
///
/// Each shard's gradient is rounded to the grid and added to the sums; these go round the ring together with a count of
/// the members who have a shard that does not fit. Where there is one, all see it and *calibrate*: they agree on each
/// block's largest magnitude, widen the grid, and sum again. Else the exponents of the next step follow from the sums.
/// The grid of a run's beginning holds nothing, so that the first step calibrates it.
///
/// Letters: N elements, K blocks.
/// State: sums [N + 1], exponents of the step under way [K] and of the last that was taken [K].
final class ExactSum implements GradientSum {

    private static final String EXPONENTS = "reduction.exponents";

    private final ParameterBuffer parameters;
    private final GradientMagnitudes magnitudes;
    private final ExactReduction kernels;
    private final Grid grid;
    private final Memory memory;

    /// Native int32.
    ///
    /// @param exchanged [N + 1]: sums, and how many members have a shard that does not fit
    private record Memory(Block exchanged, Block exponents, Block committed) {

        static Memory allocate(Allocator allocator, Blocks blocks) {
            long perBlock = (long) blocks.count() * Integer.BYTES;
            return new Memory(allocator.allocate((blocks.elements() + 1) * Integer.BYTES),
                allocator.allocate(perBlock), allocator.allocate(perBlock));
        }

        void close() {
            exchanged.close();
            exponents.close();
            committed.close();
        }
    }

    private ExactSum(ParameterBuffer parameters, GradientMagnitudes magnitudes, ExactReduction kernels, Grid grid, Memory memory) {
        this.parameters = parameters;
        this.magnitudes = magnitudes;
        this.kernels = kernels;
        this.grid = grid;
        this.memory = memory;
    }

    static ExactSum over(ParameterBuffer parameters, int shards) {
        Backend backend = Backends.of(parameters.device());
        GradientMagnitudes magnitudes = GradientMagnitudes.over(parameters);
        Blocks blocks = magnitudes.blocks();
        Memory memory = Memory.allocate(backend.allocator(), blocks);
        Grid grid = new Grid(blocks, Grid.bits(shards), first(blocks.count(), memory.exponents()));
        for (int block = 0; block < blocks.count(); block++) {
            grid.exponents().setAtIndex(ValueLayout.JAVA_INT, block, Grid.LEAST_EXPONENT);
        }
        ExactSum sum = new ExactSum(parameters, magnitudes, backend.exactReduction(), grid, memory);
        sum.commit();
        return sum;
    }

    private static MemorySegment first(long count, Block block) {
        return block.memory().asSlice(0, count * Integer.BYTES);
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
        kernels.toValues(sums(), grid, parameters.gradients(), magnitudes.values());
        requireFiniteSums();
        ExponentRule.follow(grid, magnitudes.values(), shards.step());
        return new Summed(losses, calibrates);
    }

    /// Sums what fits. Ends early, with some of the losses, where a shard does not: all will sum again.
    private List<ShardLoss> sum(StepShards shards, Exchange exchange) {
        List<ShardLoss> losses = new ArrayList<>();
        if (shards.count() == 0) {
            exchanged().fill((byte) 0);
        }
        Fit fit = Fit.FITS;
        for (int index = 0; index < shards.count() && fit == Fit.FITS; index++) {
            ShardLoss loss = shards.backward(index);
            fit = kernels.round(parameters.gradients(), grid, sums(), index > 0);
            if (fit == Fit.NOT_FINITE || !Double.isFinite(loss.sum())) {
                magnitudes.clear();
                magnitudes.raise();
                magnitudes.requireFinite(exchange.rank(), loss);
            }
            losses.add(loss);
        }
        exchanged().setAtIndex(ValueLayout.JAVA_INT, parameters.elements(), fit == Fit.FITS ? 0 : 1);
        exchange.allReduce(exchanged(), kernels::add);
        return losses;
    }

    private void calibrate(StepShards shards, Exchange exchange) {
        magnitudes.clear();
        for (int index = 0; index < shards.count(); index++) {
            ShardLoss loss = shards.backward(index);
            magnitudes.raise();
            magnitudes.requireFinite(exchange.rank(), loss);
        }
        exchange.allReduce(magnitudes.values(), kernels::max);
        ExponentRule.calibrate(grid, magnitudes.values());
    }

    private void requireFiniteSums() {
        for (int block = 0; block < grid.blocks().count(); block++) {
            int largest = magnitudes.values().getAtIndex(ValueLayout.JAVA_INT, block);
            if (Float.isInfinite((float) (largest * grid.step(block)))) {
                throw NotFiniteException.ofSum("of %s over all shards".formatted(magnitudes.parameterOf(block)));
            }
        }
    }

    private int unfit() {
        return exchanged().getAtIndex(ValueLayout.JAVA_INT, parameters.elements());
    }

    private MemorySegment exchanged() {
        return first(parameters.elements() + 1, memory.exchanged());
    }

    private MemorySegment sums() {
        return first(parameters.elements(), memory.exchanged());
    }

    private MemorySegment committed() {
        return first(grid.blocks().count(), memory.committed());
    }

    @Override
    public void commit() {
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
        magnitudes.close();
    }
}
