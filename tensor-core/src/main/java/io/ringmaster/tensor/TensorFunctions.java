package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.op.Pointwise;

/// Functions of one element. Where integers have no integer for a result, it is float32.
sealed interface TensorFunctions permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor abs() {
        return map(Unary.Plain.ABS);
    }

    /// -1, 0 or 1.
    default Tensor sign() {
        return map(Unary.Plain.SIGN);
    }

    default Tensor square() {
        return map(Unary.Plain.SQUARE);
    }

    default Tensor sqrt() {
        return map(Unary.Plain.SQRT);
    }

    /// `1 / sqrt(x)`.
    default Tensor rsqrt() {
        return map(Unary.Plain.RSQRT);
    }

    /// `1 / x`.
    default Tensor reciprocal() {
        return map(Unary.Plain.RECIPROCAL);
    }

    default Tensor exp() {
        return map(Unary.Plain.EXP);
    }

    /// `exp(x) - 1`, exact near 0.
    default Tensor expm1() {
        return map(Unary.Plain.EXPM1);
    }

    default Tensor log() {
        return map(Unary.Plain.LOG);
    }

    /// `log(1 + x)`, exact near 0.
    default Tensor log1p() {
        return map(Unary.Plain.LOG1P);
    }

    default Tensor sin() {
        return map(Unary.Plain.SIN);
    }

    default Tensor cos() {
        return map(Unary.Plain.COS);
    }

    default Tensor tanh() {
        return map(Unary.Plain.TANH);
    }

    /// `1 / (1 + exp(-x))`.
    default Tensor sigmoid() {
        return map(Unary.Plain.SIGMOID);
    }

    /// The error function.
    default Tensor erf() {
        return map(Unary.Plain.ERF);
    }

    default Tensor floor() {
        return whole(Unary.Plain.FLOOR);
    }

    default Tensor ceil() {
        return whole(Unary.Plain.CEIL);
    }

    /// To the nearest whole number; halves to the even one.
    default Tensor round() {
        return whole(Unary.Plain.ROUND);
    }

    /// At least `least`, at most `most`. Limits that are not whole make integers float32.
    default Tensor clamp(double least, double most) {
        Tensor x = isWhole(least) && isWhole(most) ? self() : self().floating();
        return Autograd.apply(new Pointwise(new Unary.Clamp(least, most)), x);
    }

    /// At least `least`.
    default Tensor clampMin(double least) {
        return clamp(least, Double.POSITIVE_INFINITY);
    }

    /// At most `most`.
    default Tensor clampMax(double most) {
        return clamp(Double.NEGATIVE_INFINITY, most);
    }

    // Activations

    default Tensor relu() {
        return map(Unary.Plain.RELU);
    }

    /// `max(x, 0) + slope min(x, 0)`.
    default Tensor leakyRelu(double slope) {
        return map(new Unary.LeakyRelu(slope));
    }

    /// `x Φ(x)`, with the normal distribution's Φ.
    default Tensor gelu() {
        return map(Unary.Plain.GELU);
    }

    /// GELU as its authors approximate it by tanh.
    default Tensor geluTanh() {
        return map(Unary.Plain.GELU_TANH);
    }

    /// `x sigmoid(x)`.
    default Tensor silu() {
        return map(Unary.Plain.SILU);
    }

    /// x, below 0 `alpha (exp(x) - 1)`.
    default Tensor elu(double alpha) {
        return map(new Unary.Elu(alpha));
    }

    /// `log(1 + exp(x))`.
    default Tensor softplus() {
        return softplus(1, 20);
    }

    /// `log(1 + exp(beta x)) / beta`; x where `beta x` is above `threshold`.
    default Tensor softplus(double beta, double threshold) {
        return map(new Unary.Softplus(beta, threshold));
    }

    private static boolean isWhole(double limit) {
        return Double.isInfinite(limit) || limit == Math.rint(limit);
    }

    private Tensor map(Unary function) {
        return Autograd.apply(new Pointwise(function), function.takesIntegers() ? self() : self().floating());
    }

    /// Integers are whole already.
    private Tensor whole(Unary function) {
        return self().dtype().isFloating() ? map(function) : self();
    }
}
