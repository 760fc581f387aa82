package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Functions of whole rows along one dim, counted from the front. Shapes: all the same.
public sealed interface Softmaxes extends Kernel {

    /// `y = exp(x) / sum(exp(x))`, or the logarithm of that.
    record Softmax(boolean log, int dim, Tensor x, Output y) implements Softmaxes {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// `dx = y (dy - sum(y dy))`, or where y is a logarithm `dx = dy - exp(y) sum(dy)`.
    record SoftmaxGradient(boolean log, int dim, Tensor y, Tensor dy, Output dx) implements Softmaxes {

        @Override
        public List<Tensor> inputs() {
            return List.of(y, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }
}
