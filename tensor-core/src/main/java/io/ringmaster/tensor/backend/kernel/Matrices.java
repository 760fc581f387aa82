package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Products of matrices.
public sealed interface Matrices extends Kernel {

    Output y();

    @Override
    default List<Output> outputs() {
        return List.of(y());
    }

    /// `y = a b`. Shapes: a [M, K], b [K, N] → y [M, N].
    record Product(Tensor a, Tensor b, Output y) implements Matrices {

        @Override
        public List<Tensor> inputs() {
            return List.of(a, b);
        }
    }

    /// `y = x wᵀ + b`. Shapes: x [B, I], w [O, I], b [O] → y [B, O].
    record Linear(Tensor x, Tensor w, Tensor b, Output y) implements Matrices {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, w, b);
        }
    }
}
