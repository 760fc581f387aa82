package io.ringmaster.tensor.backend.host;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Functions of bool and integer elements: exact, so every backend on the host computes them here.
public final class IntegerElements {

    private IntegerElements() {}

    /// Whether the kernel reads no floating elements and writes none.
    public static boolean takes(Elements elements) {
        return switch (elements) {
            case Elements.Compare(_, var a, _, _) -> !a.dtype().isFloating();
            case Elements.CompareScalar(_, var a, _, _) -> !a.dtype().isFloating();
            case Elements.Copy(var x, var y) -> !x.dtype().isFloating() && !y.tensor().dtype().isFloating();
            case Elements.Dropout _, Elements.Fill _, Elements.Map _, Elements.MapGradient _, Elements.Where _, Elements.Zip _,
                 Elements.ZipGradient _, Elements.ZipScalar _ -> !elements.y().tensor().dtype().isFloating();
        };
    }

    public static void run(Elements elements) {
        Tensor y = elements.y().tensor();
        switch (elements) {
            case Elements.Fill(var value, _) -> {
                long whole = y.dtype() == DType.BOOL ? (value == 0 ? 0 : 1) : (long) value;
                each(y, y, _ -> whole);
            }
            case Elements.Copy(var x, _) -> each(x, y, value -> value);
            case Elements.Map(var function, var x, _) -> each(x, y, map(function));
            case Elements.Zip(var function, var a, var b, _) -> zip(a, b, y, zip(function));
            case Elements.ZipScalar(var function, var a, var b, _) -> {
                LongBinaryOperator applied = zip(function);
                each(a, y, value -> applied.applyAsLong(value, (long) b));
            }
            case Elements.Compare(var comparison, var a, var b, _) ->
                zip(a, b, y, (one, other) -> comparison.holds(one, other) ? 1 : 0);
            case Elements.CompareScalar(var comparison, var a, var b, _) -> each(a, y, comparing(comparison, b));
            case Elements.Where(var condition, var a, var b, _) -> where(condition, a, b, y);
            case Elements.MapGradient _, Elements.ZipGradient _, Elements.Dropout _ ->
                throw new IllegalStateException(elements + " of integers, which have no gradient");
        }
    }

    private static void each(Tensor x, Tensor y, LongUnaryOperator function) {
        Integers from = Integers.of(x, y.shape());
        Integers to = Integers.of(y);
        for (long i = 0; i < y.elements(); i++) {
            to.put(i, function.applyAsLong(from.get(i)));
        }
    }

    private static void zip(Tensor a, Tensor b, Tensor y, LongBinaryOperator function) {
        Integers first = Integers.of(a, y.shape());
        Integers second = Integers.of(b, y.shape());
        Integers to = Integers.of(y);
        for (long i = 0; i < y.elements(); i++) {
            to.put(i, function.applyAsLong(first.get(i), second.get(i)));
        }
    }

    private static void where(Tensor condition, Tensor a, Tensor b, Tensor y) {
        Integers holds = Integers.of(condition, y.shape());
        Integers first = Integers.of(a, y.shape());
        Integers second = Integers.of(b, y.shape());
        Integers to = Integers.of(y);
        for (long i = 0; i < y.elements(); i++) {
            to.put(i, holds.get(i) != 0 ? first.get(i) : second.get(i));
        }
    }

    private static LongUnaryOperator comparing(Comparison comparison, double b) {
        long whole = (long) b;
        return whole == b
            ? value -> comparison.holds(value, whole) ? 1 : 0
            : value -> comparison.holds((double) value, b) ? 1 : 0;
    }

    private static LongUnaryOperator map(Unary function) {
        return switch (function) {
            case Unary.Plain plain -> switch (plain) {
                case ABS -> Math::abs;
                case NEGATE -> value -> -value;
                case SIGN -> Long::signum;
                case SQUARE -> value -> value * value;
                case RELU -> value -> Math.max(value, 0);
                case CEIL, COS, ERF, EXP, EXPM1, FLOOR, GELU, GELU_TANH, LOG, LOG1P, RECIPROCAL, ROUND, RSQRT, SIGMOID, SILU,
                     SIN, SQRT, TANH -> throw noIntegers(function);
            };
            case Unary.Clamp(var least, var most) -> {
                long low = (long) Math.ceil(least);
                long high = (long) Math.floor(most);
                yield value -> Math.min(Math.max(value, low), high);
            }
            case Unary.Power(var exponent) -> value -> power(value, (long) exponent);
            case Unary.Elu _, Unary.LeakyRelu _, Unary.PowerOf _, Unary.Softplus _ -> throw noIntegers(function);
        };
    }

    private static IllegalStateException noIntegers(Unary function) {
        return new IllegalStateException(function + " of integers, which makes no integers");
    }

    private static LongBinaryOperator zip(Binary function) {
        return switch (function) {
            case ADD -> Long::sum;
            case SUBTRACT -> (a, b) -> a - b;
            case MULTIPLY -> (a, b) -> a * b;
            case DIVIDE -> throw new IllegalStateException("a quotient of integers, which is no integer");
            case FLOOR_DIVIDE -> (a, b) -> Math.floorDiv(a, divisor(b));
            case REMAINDER -> (a, b) -> Math.floorMod(a, divisor(b));
            case POWER -> IntegerElements::power;
            case MINIMUM -> Math::min;
            case MAXIMUM -> Math::max;
        };
    }

    private static long divisor(long value) {
        if (value == 0) {
            throw new ShapeException("integers divided by 0; only floating tensors have a value for that");
        }
        return value;
    }

    private static long power(long base, long exponent) {
        if (exponent < 0) {
            throw new ShapeException("integers to the power of %d; take a floating tensor for powers below 0", exponent);
        }
        long result = 1;
        long square = base;
        for (long bits = exponent; bits > 0; bits >>= 1) {
            if ((bits & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }
}
