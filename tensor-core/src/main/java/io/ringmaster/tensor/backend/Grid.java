package io.ringmaster.tensor.backend;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The numbers that shards' values are rounded to before they are summed: in each block the multiples of one power of
/// two, few enough that an int32 holds the sum over all shards.
///
/// @param bits      a block with exponent e holds values up to 2^e, as multiples of 2^(e - bits)
/// @param exponents each block's, int32, from [#LEAST_EXPONENT] to [#GREATEST_EXPONENT]
public record Grid(Blocks blocks, int bits, MemorySegment exponents) {

    /// Holds nothing above the smallest float32.
    public static final int LEAST_EXPONENT = -149;

    /// Holds every finite float32.
    public static final int GREATEST_EXPONENT = 128;

    private static final int MOST_BITS = Integer.SIZE - 2;
    private static final int DOUBLE_BIAS = 1023;
    private static final int DOUBLE_FRACTION_BITS = 52;

    public Grid {
        if (bits < 1 || bits > MOST_BITS) {
            throw new IllegalArgumentException("a grid of %d bits; it has 1 to %d".formatted(bits, MOST_BITS));
        }
        blocks.requirePerBlock(exponents);
    }

    /// The most bits with which no sum over that many shards leaves int32.
    public static int bits(int shards) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Integer.MAX_VALUE / shards);
    }

    /// The blocks from `first` to before `end`, as they are now and later.
    public Grid slice(int first, int end) {
        return new Grid(blocks.slice(first, end), bits,
            exponents.asSlice((long) first * Integer.BYTES, (long) (end - first) * Integer.BYTES));
    }

    public int exponent(int block) {
        return exponents.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, block);
    }

    /// The largest magnitude that the block holds.
    public double limit(int block) {
        return powerOfTwo(exponent(block));
    }

    /// What one unit of the block's sums stands for.
    public double step(int block) {
        return powerOfTwo(exponent(block) - bits);
    }

    /// How many units a value of 1 is.
    public double stepsPerUnit(int block) {
        return powerOfTwo(bits - exponent(block));
    }

    /// Of double's normal range, which no grid leaves.
    private static double powerOfTwo(int exponent) {
        return Double.longBitsToDouble((long) (DOUBLE_BIAS + exponent) << DOUBLE_FRACTION_BITS);
    }
}
