package io.ringmaster.tensor.backend.cpu;

import java.util.Arrays;

/// Matrix products in plain Java, where no maths library loads: blocks of b are packed into an array that stays in
/// the cache, and rows of c are summed along it. One thread.
final class BlockedLoops {

    private static final int INNER = 128;
    private static final int COLUMNS = 256;

    private static final ThreadLocal<float[][]> PACKED = ThreadLocal.withInitial(() -> new float[INNER][COLUMNS]);

    private BlockedLoops() {}

    /// `c = a b`, or `c = c + a b`. No dim is 0; c is not transposed.
    static void multiply(Matrix a, Matrix b, Matrix c, boolean adds) {
        for (long column = 0; column < b.columns(); column += COLUMNS) {
            int width = (int) Math.min(COLUMNS, b.columns() - column);
            for (long inner = 0; inner < a.columns(); inner += INNER) {
                int depth = (int) Math.min(INNER, a.columns() - inner);
                float[][] packed = pack(b, inner, depth, column, width);
                boolean goesOn = adds || inner > 0;
                for (long row = 0; row < a.rows(); row++) {
                    row(a, row, inner, depth, packed, new Target(c, row, column, width, goesOn));
                }
            }
        }
    }

    /// Part of one row of c.
    private record Target(Matrix c, long row, long column, int width, boolean goesOn) {

        void load(float[] sums) {
            if (goesOn) {
                Scratch.load(c.memory(), c.place(row, column), 1, sums, width);
            } else {
                Arrays.fill(sums, 0, width, 0);
            }
        }

        void store(float[] sums) {
            Scratch.store(sums, c.memory(), c.place(row, column), width);
        }
    }

    private static float[][] pack(Matrix b, long inner, int depth, long column, int width) {
        float[][] packed = PACKED.get();
        long step = b.transposed() ? b.leading() : 1;
        for (int k = 0; k < depth; k++) {
            Scratch.load(b.memory(), b.place(inner + k, column), step, packed[k], width);
        }
        return packed;
    }

    private static void row(Matrix a, long row, long inner, int depth, float[][] packed, Target target) {
        Scratch scratch = Scratch.get();
        Scratch.load(a.memory(), a.place(row, inner), a.transposed() ? a.leading() : 1, scratch.a, depth);
        target.load(scratch.y);
        for (int k = 0; k < depth; k++) {
            addTimes(scratch.a[k], packed[k], scratch.y, target.width());
        }
        target.store(scratch.y);
    }

    private static void addTimes(float factor, float[] values, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += factor * values[i];
        }
    }
}
