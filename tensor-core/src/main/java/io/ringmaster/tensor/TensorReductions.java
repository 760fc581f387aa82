package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.CumulativeSum;
import io.ringmaster.tensor.op.Extreme;
import io.ringmaster.tensor.op.Norm;
import io.ringmaster.tensor.op.Product;
import io.ringmaster.tensor.op.Sum;

/// Many elements to one, and running sums. Dims are counted from the front, or with -1 and below from the back; which ones
/// are reduced, and whether they stay with size 1, says [Dims]: `x.sum(0, 1)`, `x.mean(Dims.keep(-1))`.
sealed interface TensorReductions permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// Of all elements. Of bool and integers it is int64.
    default Tensor sum() {
        return sum(Dims.ALL);
    }

    default Tensor sum(int... dims) {
        return sum(Dims.of(dims));
    }

    default Tensor sum(Dims dims) {
        return Autograd.apply(new Sum(dims), self());
    }

    /// Of all elements.
    default Tensor mean() {
        return mean(Dims.ALL);
    }

    default Tensor mean(int... dims) {
        return mean(Dims.of(dims));
    }

    default Tensor mean(Dims dims) {
        requireFloating("mean");
        return Scope.composed(() -> sum(dims).div(dims.count(self().shape())));
    }

    /// The product of all elements. Of bool and integers it is int64.
    default Tensor prod() {
        return prod(Dims.ALL);
    }

    default Tensor prod(int... dims) {
        return prod(Dims.of(dims));
    }

    default Tensor prod(Dims dims) {
        return Autograd.apply(new Product(dims), self());
    }

    // Statistics

    /// The variance of all elements, as that of a sample: divided by one less than there are.
    default Tensor var() {
        return var(Dims.ALL, 1);
    }

    /// As [#var()], along some dims.
    default Tensor var(int... dims) {
        return var(Dims.of(dims), 1);
    }

    /// The variance along some dims.
    ///
    /// @param correction what is taken off the number of elements to divide by: 1 for a sample, 0 for all there is
    default Tensor var(Dims dims, double correction) {
        requireFloating("var");
        return Scope.composed(() -> {
            Tensor off = self().sub(mean(dims.kept()));
            return off.square().sum(dims).div(Math.max(0, dims.count(self().shape()) - correction));
        });
    }

    /// The root of [#var()].
    default Tensor std() {
        return std(Dims.ALL, 1);
    }

    /// The root of [#var(int...)].
    default Tensor std(int... dims) {
        return std(Dims.of(dims), 1);
    }

    /// The root of [#var(Dims, double)]. Where all elements are equal, their gradients are 0.
    default Tensor std(Dims dims, double correction) {
        return Scope.composed(() -> {
            Tensor variance = var(dims, correction);
            Tensor none = variance.eq(0);
            return variance.maskedFill(none, 1).sqrt().maskedFill(none, 0);
        });
    }

    /// `sqrt(Σ x²)` of all elements.
    default Tensor norm() {
        return norm(Dims.ALL);
    }

    /// As [#norm()], along some dims.
    default Tensor norm(int... dims) {
        return norm(Dims.of(dims));
    }

    /// As [#norm()], along some dims.
    default Tensor norm(Dims dims) {
        requireFloating("norm");
        return Autograd.apply(new Norm(dims), self());
    }

    /// `(Σ |x|ᵖ)^(1/p)` along some dims; the largest `|x|` for infinity, the smallest for negative infinity, the number of
    /// elements that are not 0 for 0.
    default Tensor norm(double p, Dims dims) {
        requireFloating("norm");
        if (p == 2) {
            return norm(dims);
        }
        if (p == 0) {
            return self().ne(0).sum(dims).to(self().dtype());
        }
        return Scope.composed(() -> {
            Tensor size = self().abs();
            if (Double.isInfinite(p)) {
                return p > 0 ? size.amax(dims) : size.amin(dims);
            }
            return p == 1 ? size.sum(dims) : size.pow(p).sum(dims).pow(1 / p);
        });
    }

    /// `log(Σ exp(x))` along some dims, which overflows nowhere.
    default Tensor logsumexp(int... dims) {
        return logsumexp(Dims.of(dims));
    }

    default Tensor logsumexp(Dims dims) {
        requireFloating("logsumexp");
        if (dims.count(self().shape()) == 0) {
            return Scope.composed(() -> self().sum(dims).log());
        }
        return Scope.composed(() -> {
            Tensor largest = self().detach().amax(dims.kept());
            Tensor shift = largest.maskedFill(largest.isFinite().logicalNot(), 0);
            Tensor sum = self().sub(shift).exp().sum(dims.kept()).log().add(shift);
            return sum.view(dims.result(self().shape()).dims());
        });
    }

    // Truth

    /// Whether any element is not 0. bool.
    default Tensor any() {
        return any(Dims.ALL);
    }

    default Tensor any(int... dims) {
        return any(Dims.of(dims));
    }

    default Tensor any(Dims dims) {
        return truth(Extreme.Kind.LARGEST, dims);
    }

    /// Whether no element is 0. bool.
    default Tensor all() {
        return all(Dims.ALL);
    }

    default Tensor all(int... dims) {
        return all(Dims.of(dims));
    }

    default Tensor all(Dims dims) {
        return truth(Extreme.Kind.SMALLEST, dims);
    }

    private Tensor truth(Extreme.Kind kind, Dims dims) {
        return Scope.composed(() -> Autograd.apply(new Extreme(kind, dims, false), self().detach().to(DType.BOOL)));
    }

    // Running

    /// The sum of the elements up to each, along one dim. Of bool and integers it is int64.
    default Tensor cumsum(int dim) {
        return Autograd.apply(new CumulativeSum(self().shape().place(dim)), self());
    }

    private void requireFloating(String what) {
        if (!self().dtype().isFloating()) {
            throw new ShapeException("%s of %s; it takes a floating dtype, so convert by to(FLOAT32)", what, self());
        }
    }
}
