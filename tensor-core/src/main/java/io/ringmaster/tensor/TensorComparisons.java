package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.op.Compare;
import io.ringmaster.tensor.op.CompareScalar;
import io.ringmaster.tensor.op.PointwiseBinary;
import io.ringmaster.tensor.op.Where;

/// Questions about elements and what follows from the answers. Answers are bool; either tensor repeats along dims in which
/// the other is wider. NaN is unequal to all, and neither less nor greater. A number is compared as the tensor's dtype has it:
/// a float32 of 0.1 equals 0.1.
sealed interface TensorComparisons permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor eq(Tensor other) {
        return compare(Comparison.EQUAL, other);
    }

    default Tensor eq(double other) {
        return compare(Comparison.EQUAL, other);
    }

    default Tensor ne(Tensor other) {
        return compare(Comparison.NOT_EQUAL, other);
    }

    default Tensor ne(double other) {
        return compare(Comparison.NOT_EQUAL, other);
    }

    default Tensor lt(Tensor other) {
        return compare(Comparison.LESS, other);
    }

    default Tensor lt(double other) {
        return compare(Comparison.LESS, other);
    }

    default Tensor le(Tensor other) {
        return compare(Comparison.LESS_OR_EQUAL, other);
    }

    default Tensor le(double other) {
        return compare(Comparison.LESS_OR_EQUAL, other);
    }

    default Tensor gt(Tensor other) {
        return compare(Comparison.GREATER, other);
    }

    default Tensor gt(double other) {
        return compare(Comparison.GREATER, other);
    }

    default Tensor ge(Tensor other) {
        return compare(Comparison.GREATER_OR_EQUAL, other);
    }

    default Tensor ge(double other) {
        return compare(Comparison.GREATER_OR_EQUAL, other);
    }

    private Tensor compare(Comparison comparison, Tensor other) {
        Tensor a = self();
        if (a.dtype() == other.dtype()) {
            return Autograd.apply(new Compare(comparison), a, other);
        }
        DType common = DType.of(a, other);
        return Autograd.apply(new Compare(comparison), a.detach().to(common), other.detach().to(common));
    }

    private Tensor compare(Comparison comparison, double other) {
        return Autograd.apply(new CompareScalar(comparison, self().dtype().nearest(other)), self());
    }

    default Tensor isNaN() {
        return ne(self());
    }

    default Tensor isInf() {
        return self().detach().floating().abs().eq(Double.POSITIVE_INFINITY);
    }

    default Tensor isFinite() {
        return self().detach().floating().abs().lt(Double.POSITIVE_INFINITY);
    }

    /// Whether `|this - other| <= absolute + relative |other|`; infinities are close to themselves.
    default Tensor isClose(Tensor other, double relative, double absolute) {
        return Scope.composed(() -> {
            Tensor a = self().detach();
            Tensor b = other.detach();
            Tensor near = a.sub(b).abs().le(b.abs().mul(relative).add(absolute));
            return a.eq(b).logicalOr(near.logicalAnd(b.isFinite()));
        });
    }

    /// Whether all elements are close, as [#isClose] says.
    default boolean allClose(Tensor other, double relative, double absolute) {
        try (Scope _ = Scope.open()) {
            return isClose(other, relative, absolute).all().item() != 0;
        }
    }

    /// Whether shapes and all elements are equal.
    default boolean equal(Tensor other) {
        try (Scope _ = Scope.open()) {
            return self().shape().equals(other.shape()) && eq(other).all().item() != 0;
        }
    }

    // Logic

    default Tensor logicalNot() {
        return eq(0);
    }

    default Tensor logicalAnd(Tensor other) {
        return Autograd.apply(new PointwiseBinary(Binary.MINIMUM), truth(self()), truth(other));
    }

    default Tensor logicalOr(Tensor other) {
        return Autograd.apply(new PointwiseBinary(Binary.MAXIMUM), truth(self()), truth(other));
    }

    default Tensor logicalXor(Tensor other) {
        return truth(self()).ne(truth(other));
    }

    /// Whether each element is not 0.
    private static Tensor truth(Tensor tensor) {
        return tensor.detach().to(DType.BOOL);
    }

    // Choice

    /// This where the condition holds, else `other`.
    default Tensor where(Tensor condition, Tensor other) {
        return Tensor.where(condition, self(), other);
    }

    /// `value` where the mask holds, else this.
    default Tensor maskedFill(Tensor mask, double value) {
        return Scope.composed(() -> {
            Tensor number = Tensor.full(value, Shape.SCALAR, self().dtype(), self().device());
            return Autograd.apply(new Where(), number, self(), mask);
        });
    }
}
