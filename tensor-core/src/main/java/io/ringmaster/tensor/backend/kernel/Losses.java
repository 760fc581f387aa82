package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// What training makes small, where it takes more than functions of elements.
public sealed interface Losses extends Kernel {

    /// The weighted mean of `-x[i, labels[i]]`. Shapes: x [B, C], labels [B] int64, weights [C] → y [].
    record NegativeLogLikelihood(Tensor x, Tensor labels, Tensor weights, Output y) implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, labels, weights);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// Shapes: labels [B] int64, weights [C], dy [] → dx [B, C].
    record NegativeLogLikelihoodGradient(Tensor labels, Tensor weights, Tensor dy, Output dx) implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(labels, weights, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }
}
