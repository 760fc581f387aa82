package io.ringmaster.tensor.backend.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.Grid;
import java.lang.foreign.MemorySegment;
import java.util.function.IntBinaryOperator;

/// One element at a time.
final class ReferenceExactReduction implements ExactReduction {

    @Override
    public Fit round(MemorySegment values, Grid grid, MemorySegment sums, boolean adds) {
        Blocks blocks = grid.blocks();
        blocks.requireElements(values, sums);
        boolean fits = true;
        for (int block = 0; block < blocks.count(); block++) {
            for (long i = blocks.start(block); i < blocks.start(block + 1); i++) {
                double value = values.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
                if (!Double.isFinite(value)) {
                    return Fit.NOT_FINITE;
                }
                fits &= Math.abs(value) <= grid.limit(block);
                int units = (int) Math.rint(value / grid.step(block));
                sums.setAtIndex(JAVA_INT_UNALIGNED, i, adds ? sums.getAtIndex(JAVA_INT_UNALIGNED, i) + units : units);
            }
        }
        return fits ? Fit.FITS : Fit.OVERFLOWS;
    }

    @Override
    public void toValues(MemorySegment sums, Grid grid, MemorySegment values, MemorySegment largest) {
        Blocks blocks = grid.blocks();
        blocks.requireElements(values, sums);
        blocks.requirePerBlock(largest);
        for (int block = 0; block < blocks.count(); block++) {
            int most = 0;
            for (long i = blocks.start(block); i < blocks.start(block + 1); i++) {
                int sum = sums.getAtIndex(JAVA_INT_UNALIGNED, i);
                most = Math.max(most, Math.abs(sum));
                values.setAtIndex(JAVA_FLOAT_UNALIGNED, i, (float) (sum * grid.step(block)));
            }
            largest.setAtIndex(JAVA_INT_UNALIGNED, block, most);
        }
    }

    @Override
    public void raiseToMagnitudes(MemorySegment values, Blocks blocks, MemorySegment largest) {
        blocks.requireElements(values);
        blocks.requirePerBlock(largest);
        for (int block = 0; block < blocks.count(); block++) {
            int most = largest.getAtIndex(JAVA_INT_UNALIGNED, block);
            for (long i = blocks.start(block); i < blocks.start(block + 1); i++) {
                float magnitude = Math.abs(values.getAtIndex(JAVA_FLOAT_UNALIGNED, i));
                most = Math.max(most, Float.floatToRawIntBits(magnitude));
            }
            largest.setAtIndex(JAVA_INT_UNALIGNED, block, most);
        }
    }

    @Override
    public void add(MemorySegment into, MemorySegment from) {
        combine(into, from, (a, b) -> a + b);
    }

    @Override
    public void max(MemorySegment into, MemorySegment from) {
        combine(into, from, Math::max);
    }

    private static void combine(MemorySegment into, MemorySegment from, IntBinaryOperator function) {
        ExactReduction.requireSameLength(into, from);
        for (long i = 0; i < into.byteSize() / Integer.BYTES; i++) {
            into.setAtIndex(JAVA_INT_UNALIGNED, i,
                function.applyAsInt(into.getAtIndex(JAVA_INT_UNALIGNED, i), from.getAtIndex(JAVA_INT_UNALIGNED, i)));
        }
    }
}
