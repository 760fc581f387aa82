package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// Rows to rows, where each element takes those before it or all others into account.
public sealed interface Scans extends Kernel {

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

    /// The sum of the elements up to each, along one dim. y is int64 where x is bool or integer. Shapes: x and y the same.
    ///
    /// @param backwards whether sums begin at the last element
    record CumulativeSum(int dim, boolean backwards, Tensor x, Output y) implements Scans {}

    /// Where the elements are that come first in order along one dim; equals stay in their order, NaN counts as largest.
    ///
    /// Shapes: y as x but for `dim`, in which it has as many indices as are wanted; int64.
    record Sort(int dim, boolean descending, Tensor x, Output y) implements Scans {}
}
