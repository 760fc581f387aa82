package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.kernel.Elements.ZipGradient.Side;

/// Functions of numbers and their derivatives, as in a book.
final class Functions {

    private static final double GELU_CUBIC = 0.044715;

    private Functions() {}

    static double apply(Unary function, double x) {
        return switch (function) {
            case Unary.Plain plain -> apply(plain, x);
            case Unary.LeakyRelu(var slope) -> x > 0 ? x : slope * x;
            case Unary.Elu(var alpha) -> x > 0 ? x : alpha * Math.expm1(x);
            case Unary.Softplus(var beta, var threshold) -> beta * x > threshold ? x : Math.log1p(Math.exp(beta * x)) / beta;
            case Unary.Clamp(var least, var most) -> Math.min(Math.max(x, least), most);
            case Unary.Power(var exponent) -> Math.pow(x, exponent);
            case Unary.PowerOf(var base) -> Math.pow(base, x);
        };
    }

    private static double apply(Unary.Plain function, double x) {
        return switch (function) {
            case ABS -> Math.abs(x);
            case NEGATE -> -x;
            case SIGN -> sign(x);
            case SQUARE -> x * x;
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case RECIPROCAL -> 1 / x;
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> sigmoid(x);
            case ERF -> ErrorFunction.erf(x);
            case RELU -> Math.max(x, 0);
            case GELU -> x * normalBelow(x);
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(geluArgument(x)));
            case SILU -> x * sigmoid(x);
        };
    }

    /// @param of x, or f(x) where the function differentiates its result
    static double derivative(Unary function, double of) {
        return switch (function) {
            case Unary.Plain plain -> derivative(plain, of);
            case Unary.LeakyRelu(var slope) -> of > 0 ? 1 : slope;
            case Unary.Elu(var alpha) -> of > 0 ? 1 : alpha * Math.exp(of);
            case Unary.Softplus(var beta, var threshold) -> beta * of > threshold ? 1 : sigmoid(beta * of);
            case Unary.Clamp(var least, var most) -> of >= least && of <= most ? 1 : 0;
            case Unary.Power(var exponent) -> exponent == 0 ? 0 : exponent * Math.pow(of, exponent - 1);
            case Unary.PowerOf(var base) -> base == 0 ? 0 : of * Math.log(base);
        };
    }

    private static double derivative(Unary.Plain function, double of) {
        return switch (function) {
            case ABS -> sign(of);
            case NEGATE -> -1;
            case SIGN, FLOOR, CEIL, ROUND -> 0;
            case SQUARE -> 2 * of;
            case RECIPROCAL -> -of * of;
            case SQRT -> 0.5 / of;
            case RSQRT -> -0.5 * of * of * of;
            case EXP -> of;
            case EXPM1 -> of + 1;
            case LOG -> 1 / of;
            case LOG1P -> 1 / (1 + of);
            case SIN -> Math.cos(of);
            case COS -> -Math.sin(of);
            case TANH -> 1 - of * of;
            case SIGMOID -> of * (1 - of);
            case ERF -> 2 / Math.sqrt(Math.PI) * Math.exp(-of * of);
            case RELU -> of > 0 ? 1 : 0;
            case GELU -> normalBelow(of) + of * Math.exp(-0.5 * of * of) / Math.sqrt(2 * Math.PI);
            case GELU_TANH -> {
                double tanh = Math.tanh(geluArgument(of));
                double inner = Math.sqrt(2 / Math.PI) * (1 + 3 * GELU_CUBIC * of * of);
                yield 0.5 * (1 + tanh) + 0.5 * of * (1 - tanh * tanh) * inner;
            }
            case SILU -> {
                double sigmoid = sigmoid(of);
                yield sigmoid * (1 + of * (1 - sigmoid));
            }
        };
    }

    static double apply(Binary function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case FLOOR_DIVIDE -> floorDivide(a, b);
            case REMAINDER -> remainder(a, b);
            case POWER -> Math.pow(a, b);
            case MINIMUM -> Math.min(a, b);
            case MAXIMUM -> Math.max(a, b);
        };
    }

    static double derivative(Binary function, Side side, double a, double b) {
        return switch (side) {
            case A -> switch (function) {
                case ADD, SUBTRACT, REMAINDER -> 1;
                case MULTIPLY -> b;
                case DIVIDE -> 1 / b;
                case FLOOR_DIVIDE -> 0;
                case POWER -> b == 0 ? 0 : b * Math.pow(a, b - 1);
                case MINIMUM -> share(b, a);
                case MAXIMUM -> share(a, b);
            };
            case B -> switch (function) {
                case ADD -> 1;
                case SUBTRACT -> -1;
                case MULTIPLY -> a;
                case DIVIDE -> -a / (b * b);
                case FLOOR_DIVIDE -> 0;
                case REMAINDER -> -floorDivide(a, b);
                case POWER -> a == 0 && b >= 0 ? 0 : Math.pow(a, b) * Math.log(a);
                case MINIMUM -> share(a, b);
                case MAXIMUM -> share(b, a);
            };
        };
    }

    /// 1 where the first is larger, half where they are equal.
    private static double share(double first, double second) {
        return first > second ? 1 : first == second ? 0.5 : 0;
    }

    private static double floorDivide(double a, double b) {
        double rest = a % b;
        if (b == 0 || rest != rest) {
            return a / b;
        }
        double quotient = (a - rest) / b - (rest != 0 && rest < 0 != b < 0 ? 1 : 0);
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double remainder(double a, double b) {
        double rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    private static double sign(double x) {
        return x > 0 ? 1 : x < 0 ? -1 : 0;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /// How likely a normal number is below x.
    private static double normalBelow(double x) {
        return 0.5 * (1 + ErrorFunction.erf(x / Math.sqrt(2)));
    }

    private static double geluArgument(double x) {
        return Math.sqrt(2 / Math.PI) * (x + GELU_CUBIC * x * x * x);
    }
}
