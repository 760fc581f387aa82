package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Reductions;
import io.ringmaster.tensor.op.Sum;

/// Many elements to one.
sealed interface TensorReductions permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// The sum of all elements, a scalar.
    default Tensor sum() {
        return Autograd.apply(new Sum(Shape.SCALAR), self());
    }

    /// Sums along one dim, which stays with size 1.
    default Tensor sum(int dim) {
        return Autograd.apply(new Sum(self().shape().with(dim, 1)), self());
    }

    /// The mean of all elements, a scalar.
    default Tensor mean() {
        return sum().mul(1.0 / self().elements());
    }

    /// Means along one dim, which stays with size 1.
    default Tensor mean(int dim) {
        return sum(dim).mul(1.0 / self().dim(dim));
    }

    /// The index of each row's largest value, the first of equals. Shapes: this [B, C] → [B], int64.
    default Tensor argmax() {
        if (self().shape().rank() != 2 || self().dim(1) == 0) {
            throw new ShapeException("argmax of %s; it takes rows of 1 element or more, [B, C]", self());
        }
        Tensor index = Tensor.empty(Shape.of(self().dim(0)), DType.INT64, Backends.current(self().backend()));
        index.backend().run(new Reductions.ArgMax(self(), Output.set(index)));
        return index;
    }
}
