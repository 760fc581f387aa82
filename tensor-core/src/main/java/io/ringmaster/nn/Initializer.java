package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.random.RandomStream;
import java.util.Arrays;

/// A parameter's first values. Drawn on the host, so every device starts from the same bits.
///
/// Fans are PyTorch's: a weight [O, I, ...] has as fan-in its sizes but the first, as fan-out its sizes but the second.
/// Source: the formulas and defaults of torch.nn.init.
@FunctionalInterface
public interface Initializer {

    /// Fills the values of one parameter, row by row, from a stream of its own.
    void fill(float[] values, Shape shape, RandomStream stream);

    /// Which fan a kaiming initialiser keeps the variance along: forward's or backward's.
    enum Mode { FAN_IN, FAN_OUT }

    // Simple

    static Initializer constant(double value) {
        return (values, _, _) -> Arrays.fill(values, (float) value);
    }

    /// Uniform in [low, high).
    static Initializer uniform(double low, double high) {
        return (values, _, stream) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (low + (high - low) * stream.uniform(i));
            }
        };
    }

    /// Uniform in [-bound, bound).
    static Initializer uniform(double bound) {
        return uniform(-bound, bound);
    }

    /// Uniform in [0, 1).
    static Initializer uniform() {
        return uniform(0, 1);
    }

    /// Normal, with mean 0 and deviation 1.
    static Initializer normal() {
        return normal(0, 1);
    }

    static Initializer normal(double mean, double deviation) {
        return (values, _, stream) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (mean + deviation * stream.normal(i));
            }
        };
    }

    /// Normal, but only what lies within [low, high]: what does not is drawn again.
    static Initializer truncatedNormal(double mean, double deviation, double low, double high) {
        if (!(mean >= low && mean <= high && high - low >= deviation / 100)) {
            throw new IllegalArgumentException(("a normal distribution around %s with deviation %s cut to [%s, %s]; the mean "
                + "lies within, and what is much narrower than the deviation is uniform").formatted(mean, deviation, low, high));
        }
        return (values, _, stream) -> {
            int draw = 0;
            for (int i = 0; i < values.length; i++) {
                double value;
                do {
                    value = mean + deviation * stream.normal(draw++);
                } while (value < low || value > high);
                values[i] = (float) value;
            }
        };
    }

    /// Row `zeroRow` 0, the others as another initialiser has them: an embedding with a padding index.
    static Initializer withZeroRow(Initializer others, long zeroRow) {
        return (values, shape, stream) -> {
            others.fill(values, shape, stream);
            int width = Math.toIntExact(shape.elements() / shape.dim(0));
            int from = Math.toIntExact(zeroRow * width);
            Arrays.fill(values, from, from + width, 0);
        };
    }

    // By fan

    /// Uniform, its variance `2 gain² / (fanIn + fanOut)`. Source: Glorot and Bengio 2010.
    static Initializer xavierUniform(double gain) {
        return (values, shape, stream) -> {
            Fans fans = Fans.of(shape);
            uniform(gain * Math.sqrt(6.0 / (fans.in() + fans.out()))).fill(values, shape, stream);
        };
    }

    /// Uniform, its variance `2 / (fanIn + fanOut)`.
    static Initializer xavierUniform() {
        return xavierUniform(1);
    }

    /// Normal, its variance `2 gain² / (fanIn + fanOut)`. Source: Glorot and Bengio 2010.
    static Initializer xavierNormal(double gain) {
        return (values, shape, stream) -> {
            Fans fans = Fans.of(shape);
            normal(0, gain * Math.sqrt(2.0 / (fans.in() + fans.out()))).fill(values, shape, stream);
        };
    }

    /// Normal, its variance `2 / (fanIn + fanOut)`.
    static Initializer xavierNormal() {
        return xavierNormal(1);
    }

    /// Uniform, its variance `gain² / fan`. Source: He et al. 2015.
    static Initializer kaimingUniform(Mode mode, double gain) {
        return (values, shape, stream) ->
            uniform(gain * Math.sqrt(3.0 / Fans.of(shape).of(mode))).fill(values, shape, stream);
    }

    /// Uniform, its variance `2 / fanIn`: for what goes into ReLU, and what PyTorch's function does by default.
    static Initializer kaimingUniform() {
        return kaimingUniform(Mode.FAN_IN, Gain.RELU);
    }

    /// Normal, its variance `2 / fanIn`: for what goes into ReLU, and what PyTorch's function does by default.
    static Initializer kaimingNormal() {
        return kaimingNormal(Mode.FAN_IN, Gain.RELU);
    }

    /// Normal, its variance `gain² / fan`. Source: He et al. 2015.
    static Initializer kaimingNormal(Mode mode, double gain) {
        return (values, shape, stream) ->
            normal(0, gain / Math.sqrt(Fans.of(shape).of(mode))).fill(values, shape, stream);
    }

    /// Uniform within `1 / sqrt(fanIn)`: what PyTorch gives the weights and biases of linear and convolution layers (its
    /// kaiming uniform with `a = sqrt(5)`).
    static Initializer layerDefault(long fanIn) {
        return uniform(fanIn == 0 ? 0 : 1 / Math.sqrt((double) fanIn));
    }

    // By structure

    /// Orthonormal rows or columns, whichever are fewer; dims after the first count as columns.
    static Initializer orthogonal() {
        return orthogonal(1);
    }

    /// Orthonormal rows or columns, whichever are fewer, times `gain`; dims after the first count as columns.
    /// Source: Saxe et al. 2014.
    static Initializer orthogonal(double gain) {
        return (values, shape, stream) -> {
            if (shape.rank() < 2) {
                throw new ShapeException("orthogonal values for %s; only shapes of 2 dims or more have rows and columns",
                    shape);
            }
            Orthogonal.fill(values, Math.toIntExact(shape.dim(0)), gain, stream);
        };
    }
}
