package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.op.Pointwise;
import io.ringmaster.tensor.op.PointwiseBinary;
import io.ringmaster.tensor.op.PointwiseScalar;

/// Arithmetic, element by element: either tensor repeats along dims in which the other is wider. Where dtypes differ, the
/// result has the wider one ([DType#with]). A whole number leaves integers what they are, any other makes them float32.
sealed interface TensorArithmetic permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor add(Tensor other) {
        return zip(Binary.ADD, other);
    }

    default Tensor add(double other) {
        return zip(Binary.ADD, other);
    }

    default Tensor add(long other) {
        return zip(Binary.ADD, other);
    }

    default Tensor sub(Tensor other) {
        return zip(Binary.SUBTRACT, other);
    }

    default Tensor sub(double other) {
        return zip(Binary.SUBTRACT, other);
    }

    default Tensor sub(long other) {
        return zip(Binary.SUBTRACT, other);
    }

    /// `other - this`.
    default Tensor rsub(double other) {
        return self().floating().neg().add(other);
    }

    /// `other - this`.
    default Tensor rsub(long other) {
        return neg().add(other);
    }

    default Tensor mul(Tensor other) {
        return zip(Binary.MULTIPLY, other);
    }

    default Tensor mul(double other) {
        return zip(Binary.MULTIPLY, other);
    }

    default Tensor mul(long other) {
        return zip(Binary.MULTIPLY, other);
    }

    /// The quotient; of integers it is float32.
    default Tensor div(Tensor other) {
        DType common = DType.of(self(), other);
        DType floating = common.isFloating() ? common : DType.FLOAT32;
        return zip(Binary.DIVIDE, self().to(floating), other.to(floating));
    }

    /// The quotient; of integers it is float32.
    default Tensor div(double other) {
        return zip(Binary.DIVIDE, other);
    }

    /// `other / this`.
    default Tensor rdiv(double other) {
        return self().reciprocal().mul(other);
    }

    /// The quotient rounded down.
    default Tensor floorDivide(Tensor other) {
        return zip(Binary.FLOOR_DIVIDE, other);
    }

    /// The quotient rounded down.
    default Tensor floorDivide(double other) {
        return zip(Binary.FLOOR_DIVIDE, other);
    }

    /// The quotient rounded down.
    default Tensor floorDivide(long other) {
        return zip(Binary.FLOOR_DIVIDE, other);
    }

    /// What [#floorDivide(Tensor)] leaves; it has the divisor's sign.
    default Tensor remainder(Tensor other) {
        return zip(Binary.REMAINDER, other);
    }

    /// What [#floorDivide(double)] leaves; it has the divisor's sign.
    default Tensor remainder(double other) {
        return zip(Binary.REMAINDER, other);
    }

    /// What [#floorDivide(long)] leaves; it has the divisor's sign.
    default Tensor remainder(long other) {
        return zip(Binary.REMAINDER, other);
    }

    /// `this` to the power of `exponent`.
    default Tensor pow(Tensor exponent) {
        return zip(Binary.POWER, exponent);
    }

    /// `this` to the power of `exponent`; of integers it is float32.
    default Tensor pow(double exponent) {
        return Autograd.apply(new Pointwise(new Unary.Power(exponent)), self().floating());
    }

    /// `this` to the power of `exponent`; integers take exponents of 0 and more.
    default Tensor pow(long exponent) {
        return Autograd.apply(new Pointwise(new Unary.Power(exponent)), self());
    }

    /// The smaller of each two; NaN where one is NaN.
    default Tensor minimum(Tensor other) {
        return zip(Binary.MINIMUM, other);
    }

    /// The larger of each two; NaN where one is NaN.
    default Tensor maximum(Tensor other) {
        return zip(Binary.MAXIMUM, other);
    }

    default Tensor neg() {
        return Autograd.apply(new Pointwise(Unary.Plain.NEGATE), self());
    }

    private Tensor zip(Binary function, Tensor other) {
        return zip(function, self(), other);
    }

    private static Tensor zip(Binary function, Tensor a, Tensor b) {
        if (a.dtype() == b.dtype()) {
            return Autograd.apply(new PointwiseBinary(function), a, b);
        }
        DType common = DType.of(a, b);
        return Autograd.apply(new PointwiseBinary(function), a.to(common), b.to(common));
    }

    private Tensor zip(Binary function, double other) {
        return Autograd.apply(new PointwiseScalar(function, other), self().floating());
    }

    private Tensor zip(Binary function, long other) {
        Tensor a = self().dtype() == DType.BOOL ? self().to(DType.INT64) : self();
        return Autograd.apply(new PointwiseScalar(function, other), a);
    }
}
