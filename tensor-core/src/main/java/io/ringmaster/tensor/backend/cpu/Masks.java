package io.ringmaster.tensor.backend.cpu;

/// Choices between floats by masks, ints whose bits are all set where something holds: they cost the same whatever the
/// numbers, where a branch that can't be foretold costs many times more.
final class Masks {

    private static final int INFINITY = 0x7F800000;

    private Masks() {}

    /// Where a number is above a limit, which is finite.
    static void above(float limit, float[] x, int[] mask, Scratch scratch, int count) {
        float[] differences = scratch.t;
        for (int i = 0; i < count; i++) {
            differences[i] = limit - x[i];
        }
        below0(differences, mask, scratch, count);
    }

    /// Where the first is larger.
    static void larger(float[] first, float[] second, int[] mask, Scratch scratch, int count) {
        float[] differences = scratch.t;
        for (int i = 0; i < count; i++) {
            differences[i] = second[i] - first[i];
        }
        below0(differences, mask, scratch, count);
    }

    /// Told by their bits, as the compiler makes branches of comparisons of floats: the sign is set, and the rest is neither 0
    /// nor that of NaN.
    private static void below0(float[] x, int[] mask, Scratch scratch, int count) {
        scratch.copyBits(x, mask, count);
        for (int i = 0; i < count; i++) {
            int magnitude = mask[i] & Integer.MAX_VALUE;
            mask[i] = (mask[i] & -magnitude & ~(INFINITY - magnitude)) >> 31;
        }
    }

    /// Where both are equal.
    static void equal(float[] first, float[] second, int[] mask, int count) {
        for (int i = 0; i < count; i++) {
            mask[i] = first[i] == second[i] ? -1 : 0;
        }
    }

    /// Where a number is at least one, at most the other.
    static void within(float least, float most, float[] x, int[] mask, int count) {
        for (int i = 0; i < count; i++) {
            mask[i] = (x[i] >= least ? -1 : 0) & (x[i] <= most ? -1 : 0);
        }
    }

    /// Where a byte is 1.
    static void of(byte[] truths, int[] mask, int count) {
        for (int i = 0; i < count; i++) {
            mask[i] = -truths[i];
        }
    }

    /// `y = x` where the mask is set, else 0.
    static void keep(int[] mask, float[] x, float[] y, Scratch scratch, int count) {
        int[] bits = scratch.integers;
        scratch.copyBits(x, bits, count);
        for (int i = 0; i < count; i++) {
            bits[i] &= mask[i];
        }
        scratch.copyBits(bits, y, count);
    }

    /// `y = a` where the mask is set, else b. The mask is used up.
    static void choose(int[] mask, float[] a, float[] b, float[] y, Scratch scratch, int count) {
        int[] bits = scratch.integers;
        scratch.copyBits(a, bits, count);
        for (int i = 0; i < count; i++) {
            bits[i] &= mask[i];
            mask[i] = ~mask[i];
        }
        int[] others = scratch.moreWords;
        scratch.copyBits(b, others, count);
        for (int i = 0; i < count; i++) {
            bits[i] |= others[i] & mask[i];
        }
        scratch.copyBits(bits, y, count);
    }
}
