package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Elements by their index along one dim. Throws [io.ringmaster.tensor.ShapeException] where an index is below 0, or not
/// below that dim's size.
public sealed interface Gathers extends Kernel {

    /// int64; its strides may repeat.
    Tensor index();

    Output y();

    @Override
    default List<Output> outputs() {
        return List.of(y());
    }

    /// `y[..., i, ...] = x[..., index[..., i, ...], ...]`.
    ///
    /// Shapes: index as y; x as y but for `dim`, which has any size.
    record Gather(int dim, Tensor x, Tensor index, Output y) implements Gathers {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, index);
        }
    }

    /// `y[..., index[..., i, ...], ...] = x[..., i, ...]`, set or added, in the order of i; the rest of y stays.
    ///
    /// Shapes: index as x; y as x but for `dim`, which has any size.
    record Scatter(int dim, Tensor x, Tensor index, Output y) implements Gathers {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, index);
        }
    }
}
