package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.Grid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Loops over arrays, block by block.
///
/// Values are scaled in double, where a grid's powers of two neither overflow nor lose bits.
final class CpuExactReduction implements ExactReduction {

    /// Of a float32's bits: without its sign they are ordered as its magnitude.
    private static final int WITHOUT_SIGN = 0x7fff_ffff;

    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    private static final double HALF = 0.5;

    @Override
    public Fit round(MemorySegment values, Grid grid, MemorySegment sums, boolean adds) {
        Blocks blocks = grid.blocks();
        blocks.requireElements(values, sums);
        Scratch scratch = Scratch.get();
        Fit fit = Fit.FITS;
        for (int block = 0; block < blocks.count(); block++) {
            long start = blocks.start(block);
            int count = blocks.length(block);
            Scratch.load(values, start, scratch.words, count);
            int bits = largestMagnitude(scratch.words, count);
            if (bits >= INFINITY) {
                return Fit.NOT_FINITE;
            }
            float largest = Float.intBitsToFloat(bits);
            if (largest > grid.limit(block)) {
                fit = Fit.OVERFLOWS;
            }
            boolean roundsToZero = largest * grid.stepsPerUnit(block) <= HALF;
            if (fit != Fit.FITS || roundsToZero && adds) {
                continue;
            }
            if (roundsToZero) {
                Arrays.fill(scratch.integers, 0, count, 0);
            } else {
                Scratch.load(values, start, 1, scratch.a, count);
                round(scratch, grid.stepsPerUnit(block), count);
                if (adds) {
                    Scratch.load(sums, start, scratch.words, count);
                    add(scratch.integers, scratch.words, count);
                }
            }
            Scratch.store(scratch.integers, sums, start, count);
        }
        return fit;
    }

    private static int largestMagnitude(int[] bits, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, bits[i] & WITHOUT_SIGN);
        }
        return largest;
    }

    private static void round(Scratch scratch, double stepsPerUnit, int count) {
        float[] values = scratch.a;
        int[] rounded = scratch.integers;
        for (int i = 0; i < count; i++) {
            rounded[i] = (int) Math.rint(values[i] * stepsPerUnit);
        }
    }

    private static void add(int[] sums, int[] others, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += others[i];
        }
    }

    @Override
    public void toValues(MemorySegment sums, Grid grid, MemorySegment values, MemorySegment largest) {
        Blocks blocks = grid.blocks();
        blocks.requireElements(values, sums);
        blocks.requirePerBlock(largest);
        Scratch scratch = Scratch.get();
        for (int block = 0; block < blocks.count(); block++) {
            long start = blocks.start(block);
            int count = blocks.length(block);
            Scratch.load(sums, start, scratch.integers, count);
            largest.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, block, largestOf(scratch.integers, count));
            scale(scratch.integers, grid.step(block), scratch.a, count);
            Scratch.store(scratch.a, values, start, count);
        }
    }

    private static void scale(int[] sums, double step, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) (sums[i] * step);
        }
    }

    @Override
    public void raiseToMagnitudes(MemorySegment values, Blocks blocks, MemorySegment largest) {
        blocks.requireElements(values);
        blocks.requirePerBlock(largest);
        Scratch scratch = Scratch.get();
        for (int block = 0; block < blocks.count(); block++) {
            Scratch.load(values, blocks.start(block), scratch.words, blocks.length(block));
            int found = largestMagnitude(scratch.words, blocks.length(block));
            int before = largest.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, block);
            largest.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, block, Math.max(before, found));
        }
    }

    private static int largestOf(int[] sums, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(sums[i]));
        }
        return largest;
    }

    @Override
    public void add(MemorySegment into, MemorySegment from) {
        combine(into, from, CpuExactReduction::add);
    }

    @Override
    public void max(MemorySegment into, MemorySegment from) {
        combine(into, from, (largest, others, count) -> {
            for (int i = 0; i < count; i++) {
                largest[i] = Math.max(largest[i], others[i]);
            }
        });
    }

    /// Over the first `count` elements.
    private interface Combination {
        void apply(int[] into, int[] from, int count);
    }

    private static void combine(MemorySegment into, MemorySegment from, Combination combination) {
        ExactReduction.requireSameLength(into, from);
        Scratch scratch = Scratch.get();
        long elements = into.byteSize() / Integer.BYTES;
        for (long at = 0; at < elements; at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, elements - at);
            Scratch.load(into, at, scratch.integers, count);
            Scratch.load(from, at, scratch.words, count);
            combination.apply(scratch.integers, scratch.words, count);
            Scratch.store(scratch.integers, into, at, count);
        }
    }
}
