package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Many elements to one. Where there are none: 0 for a sum, 1 for a product, the least there is for a maximum, the
/// greatest for a minimum.
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

    /// Sums x along the dims that y lacks or has with size 1. y is int64 where x is bool or integer.
    record Sum(Tensor x, Output y) implements Reductions {}

    /// Multiplies x along the dims that y lacks or has with size 1. y is int64 where x is bool or integer.
    record Product(Tensor x, Output y) implements Reductions {}

    /// The largest of x along the dims that y lacks or has with size 1; NaN where there is one. One dtype.
    record Max(Tensor x, Output y) implements Reductions {}

    /// The smallest of x along the dims that y lacks or has with size 1; NaN where there is one. One dtype.
    record Min(Tensor x, Output y) implements Reductions {}

    /// The first index of the largest value along one dim; NaN counts as largest.
    ///
    /// Shapes: y as x with size 1 in `dim`, int64.
    record ArgMax(int dim, Tensor x, Output y) implements Reductions {}

    /// The first index of the smallest value along one dim; NaN counts as smallest.
    ///
    /// Shapes: y as x with size 1 in `dim`, int64.
    record ArgMin(int dim, Tensor x, Output y) implements Reductions {}
}
