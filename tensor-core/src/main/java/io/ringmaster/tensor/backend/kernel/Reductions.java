package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Many elements to one.
public sealed interface Reductions extends Kernel {

    Tensor x();

    Output y();

    @Override
    default List<Tensor> inputs() {
        return List.of(x());
    }

    @Override
    default List<Output> outputs() {
        return List.of(y());
    }

    /// Sums x along the dims that y lacks or has with size 1.
    record Sum(Tensor x, Output y) implements Reductions {}

    /// The first index of the largest value of each row; NaN counts as largest. Shapes: x [B, C] → y [B], int64.
    record ArgMax(Tensor x, Output y) implements Reductions {}
}
