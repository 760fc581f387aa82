package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Elements brought to mean 0 and variance 1, or only to size 1, then times w plus b. Variances are those of all elements,
/// divided by their number.
///
/// Batch norm looks at a channel over the batch. Shapes: x, y and their gradients [B, C] or [B, C, ...], all else [C].
/// Layer norm and root mean square look at a row. Shapes: x, y and their gradients [..., D], w and b and their gradients
/// of D elements, the last dims of x; mean, variance and scale [R], as many as there are rows.
public sealed interface Normalizations extends Kernel {

    /// With the batch's own statistics.
    record Batch(double epsilon, Tensor x, Tensor w, Tensor b, Output y, Output mean, Output variance)
        implements Normalizations {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w, b);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y, mean, variance);
        }
    }

    /// With given statistics.
    record GivenBatch(double epsilon, Tensor x, Tensor w, Tensor b, Tensor mean, Tensor variance, Output y)
        implements Normalizations {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w, b, mean, variance);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// @param given whether mean and variance were given, not the batch's own
    record BatchGradient(boolean given, double epsilon, Tensor x, Tensor w, Tensor mean, Tensor variance, Tensor dy,
        Output dx, Output dw, Output db) implements Normalizations {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w, mean, variance, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx, dw, db);
        }
    }

    record Layer(double epsilon, Tensor x, Tensor w, Tensor b, Output y, Output mean, Output variance)
        implements Normalizations {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w, b);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y, mean, variance);
        }
    }

    record LayerGradient(double epsilon, Tensor x, Tensor w, Tensor mean, Tensor variance, Tensor dy,
        Output dx, Output dw, Output db) implements Normalizations {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w, mean, variance, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx, dw, db);
        }
    }

    /// `y = x scale w` with `scale = 1 / sqrt(mean(x²) + epsilon)`.
    record RootMeanSquare(double epsilon, Tensor x, Tensor w, Output y, Output scale) implements Normalizations {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y, scale);
        }
    }

    record RootMeanSquareGradient(Tensor x, Tensor w, Tensor scale, Tensor dy, Output dx, Output dw)
        implements Normalizations {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w, scale, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx, dw);
        }
    }
}
