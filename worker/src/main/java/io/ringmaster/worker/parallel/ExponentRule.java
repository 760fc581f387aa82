package io.ringmaster.worker.parallel;

import io.ringmaster.proto.Step;
import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.Grid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How the exponents of a grid follow the gradients.
///
/// It decides by what all members of a ring have in common: maxima and sums over all shards, and the step's number. So
/// all decide the same, however many they are.
public final class ExponentRule {

    /// Above the largest gradient of the step at hand, so that rounding can't matter.
    private static final int ROOM_WHEN_CALIBRATED = 1;

    /// Above the largest sum of the last step: the next one's gradients, and shards that cancel each other, are larger.
    private static final int ROOM_ABOVE_SUMS = 3;

    private static final int STEPS_BETWEEN_SHRINKING = 16;

    /// The most that a block may be below the largest of its parameter, so that each holds the largest sum of them all:
    /// rows that were idle, such as a dropped unit's or a rare word's, come back with gradients like the others'.
    private static final int MOST_BELOW_PARAMETER = ROOM_ABOVE_SUMS;

    private ExponentRule() {}

    /// Raises exponents so that the step's gradients fit; those that suffice stay.
    ///
    /// @param largest each block's largest magnitude over all shards, as the bits of a finite float32
    public static void calibrate(Grid grid, MemorySegment largest) {
        for (int parameter = 0; parameter < grid.blocks().parameters(); parameter++) {
            int end = grid.blocks().firstBlock(parameter + 1);
            for (int block = grid.blocks().firstBlock(parameter); block < end; block++) {
                float magnitude = Float.intBitsToFloat(get(largest, block));
                if (magnitude > 0) {
                    raise(grid, block, ceilLog2(magnitude) + ROOM_WHEN_CALIBRATED);
                }
            }
            keepTogether(grid, parameter);
        }
    }

    /// Sets the exponents of the next step: up at once where sums came near the limit, down by one every so many steps
    /// where they stay far below. A parameter without gradient keeps its own.
    ///
    /// @param largest each block's largest magnitude of sums
    /// @param step    the one that these sums are of
    public static void follow(Grid grid, MemorySegment largest, Step step) {
        boolean shrinks = step.number() % STEPS_BETWEEN_SHRINKING == 0;
        Blocks blocks = grid.blocks();
        for (int parameter = 0; parameter < blocks.parameters(); parameter++) {
            int first = blocks.firstBlock(parameter);
            int end = blocks.firstBlock(parameter + 1);
            boolean still = true;
            for (int block = first; block < end; block++) {
                still &= get(largest, block) == 0;
            }
            for (int block = first; block < end && !still; block++) {
                int wanted = wanted(grid, block, get(largest, block));
                if (shrinks && wanted < grid.exponent(block)) {
                    set(grid, block, grid.exponent(block) - 1);
                } else {
                    raise(grid, block, wanted);
                }
            }
            keepTogether(grid, parameter);
        }
    }

    private static int wanted(Grid grid, int block, int largestSum) {
        return largestSum == 0
            ? Grid.LEAST_EXPONENT
            : ceilLog2(largestSum) + grid.exponent(block) - grid.bits() + ROOM_ABOVE_SUMS;
    }

    private static void keepTogether(Grid grid, int parameter) {
        int first = grid.blocks().firstBlock(parameter);
        int end = grid.blocks().firstBlock(parameter + 1);
        int top = Grid.LEAST_EXPONENT;
        for (int block = first; block < end; block++) {
            top = Math.max(top, grid.exponent(block));
        }
        for (int block = first; block < end; block++) {
            raise(grid, block, top - MOST_BELOW_PARAMETER);
        }
    }

    private static void raise(Grid grid, int block, int exponent) {
        set(grid, block, Math.max(grid.exponent(block), exponent));
    }

    private static void set(Grid grid, int block, int exponent) {
        grid.exponents().setAtIndex(ValueLayout.JAVA_INT, block,
            Math.clamp(exponent, Grid.LEAST_EXPONENT, Grid.GREATEST_EXPONENT));
    }

    private static int get(MemorySegment largest, int block) {
        return largest.getAtIndex(ValueLayout.JAVA_INT, block);
    }

    /// The smallest n with 2^n at least this much.
    private static int ceilLog2(double magnitude) {
        int floor = Math.getExponent(magnitude);
        return magnitude > Math.scalb(1.0, floor) ? floor + 1 : floor;
    }
}
