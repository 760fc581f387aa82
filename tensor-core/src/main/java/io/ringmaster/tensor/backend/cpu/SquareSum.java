package io.ringmaster.tensor.backend.cpu;

import java.util.Arrays;

/// A sum of squares in double, as one sum for each place in a block, which the compiler vectorises, and those added up in
/// order at the end.
final class SquareSum {

    private final double[] lanes = new double[UpdateBlock.SIZE];

    void clear() {
        Arrays.fill(lanes, 0);
    }

    void add(float[] values, int count) {
        double[] sums = lanes;
        for (int i = 0; i < count; i++) {
            sums[i] += (double) values[i] * values[i];
        }
    }

    double total() {
        double total = 0;
        for (double lane : lanes) {
            total += lane;
        }
        return total;
    }
}
