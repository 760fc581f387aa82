package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Functions of whole rows, over the last dim.
public sealed interface Softmaxes extends Kernel {

    /// `y = x - log(sum(exp(x)))`.
    record Log(Tensor x, Output y) implements Softmaxes {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// `dx = dy - exp(y) sum(dy)`.
    record LogGradient(Tensor y, Tensor dy, Output dx) implements Softmaxes {

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
