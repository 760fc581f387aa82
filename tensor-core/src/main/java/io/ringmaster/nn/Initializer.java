package io.ringmaster.nn;

import io.ringmaster.tensor.random.RandomStream;
import java.util.Arrays;

/// A parameter's first values. Drawn on the host, so every device starts from the same bits.
@FunctionalInterface
public interface Initializer {

    /// Fills the values of one parameter, row by row, from a stream of its own.
    void fill(float[] values, RandomStream stream);

    static Initializer constant(float value) {
        return (values, _) -> Arrays.fill(values, value);
    }

    /// Uniform in [-bound, bound).
    static Initializer uniform(double bound) {
        return (values, stream) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2.0 * stream.uniform(i) - 1) * bound);
            }
        };
    }

    /// Uniform within `1 / sqrt(fanIn)`: what PyTorch gives a linear layer's weight (its kaiming uniform with
    /// `a = sqrt(5)`) and bias.
    static Initializer linearDefault(long fanIn) {
        return uniform(fanIn == 0 ? 0 : 1 / Math.sqrt((double) fanIn));
    }
}
