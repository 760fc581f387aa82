package io.ringmaster.tensor.backend;

/// A function of one element.
public sealed interface Unary {

    /// Whether the derivative is computed from the function's result, not from what went in.
    default boolean differentiatesResult() {
        return false;
    }

    /// Whether integers go in and come out.
    default boolean takesIntegers() {
        return false;
    }

    /// Functions without parameters.
    enum Plain implements Unary {
        ABS(Domain.NUMBERS, Derivative.OF_INPUT),
        NEGATE(Domain.NUMBERS, Derivative.OF_INPUT),
        /// -1, 0 or 1; of NaN 0.
        SIGN(Domain.NUMBERS, Derivative.OF_INPUT),
        SQUARE(Domain.NUMBERS, Derivative.OF_INPUT),
        FLOOR(Domain.FLOATS, Derivative.OF_INPUT),
        CEIL(Domain.FLOATS, Derivative.OF_INPUT),
        /// To the nearest whole number; halves to the even one.
        ROUND(Domain.FLOATS, Derivative.OF_INPUT),
        /// `1 / x`.
        RECIPROCAL(Domain.FLOATS, Derivative.OF_RESULT),
        SQRT(Domain.FLOATS, Derivative.OF_RESULT),
        /// `1 / sqrt(x)`.
        RSQRT(Domain.FLOATS, Derivative.OF_RESULT),
        EXP(Domain.FLOATS, Derivative.OF_RESULT),
        /// `exp(x) - 1`, exact near 0.
        EXPM1(Domain.FLOATS, Derivative.OF_RESULT),
        LOG(Domain.FLOATS, Derivative.OF_INPUT),
        /// `log(1 + x)`, exact near 0.
        LOG1P(Domain.FLOATS, Derivative.OF_INPUT),
        SIN(Domain.FLOATS, Derivative.OF_INPUT),
        COS(Domain.FLOATS, Derivative.OF_INPUT),
        TANH(Domain.FLOATS, Derivative.OF_RESULT),
        /// `1 / (1 + exp(-x))`.
        SIGMOID(Domain.FLOATS, Derivative.OF_RESULT),
        /// The error function.
        ERF(Domain.FLOATS, Derivative.OF_INPUT),
        /// `max(x, 0)`; NaN stays NaN.
        RELU(Domain.NUMBERS, Derivative.OF_RESULT),
        /// `x Φ(x)`, with the normal distribution's Φ.
        GELU(Domain.FLOATS, Derivative.OF_INPUT),
        /// GELU by `x / 2 (1 + tanh(sqrt(2 / π) (x + 0.044715 x³)))`.
        GELU_TANH(Domain.FLOATS, Derivative.OF_INPUT),
        /// `x sigmoid(x)`.
        SILU(Domain.FLOATS, Derivative.OF_INPUT);

        private final Domain domain;
        private final Derivative derivative;

        private enum Domain { NUMBERS, FLOATS }

        private enum Derivative { OF_INPUT, OF_RESULT }

        Plain(Domain domain, Derivative derivative) {
            this.domain = domain;
            this.derivative = derivative;
        }

        @Override
        public boolean differentiatesResult() {
            return derivative == Derivative.OF_RESULT;
        }

        @Override
        public boolean takesIntegers() {
            return domain == Domain.NUMBERS;
        }
    }

    /// x, below 0 times `slope`.
    record LeakyRelu(double slope) implements Unary {}

    /// x, below 0 `alpha (exp(x) - 1)`.
    record Elu(double alpha) implements Unary {}

    /// `log(1 + exp(beta x)) / beta`; x where `beta x` is above `threshold`.
    record Softplus(double beta, double threshold) implements Unary {}

    /// x, at least `least`, at most `most`; where `least` is above `most`, `most`. NaN stays NaN.
    record Clamp(double least, double most) implements Unary {

        @Override
        public boolean takesIntegers() {
            return true;
        }
    }

    /// x to the power of a number.
    record Power(double exponent) implements Unary {

        @Override
        public boolean takesIntegers() {
            return exponent >= 0 && exponent == Math.rint(exponent);
        }
    }

    /// A number to the power of x.
    record PowerOf(double base) implements Unary {

        @Override
        public boolean differentiatesResult() {
            return true;
        }
    }
}
