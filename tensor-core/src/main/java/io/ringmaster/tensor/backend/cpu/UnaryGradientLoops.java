package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.Unary;
import java.util.Arrays;

/// Gradients of functions of one element, over blocks: `y = f'(.) b`, the derivative computed from a.
final class UnaryGradientLoops {

    private static final float TWO_OVER_SQRT_PI = 1.12837917f;
    private static final float ONE_OVER_SQRT_TWO_PI = 0.39894228f;

    private UnaryGradientLoops() {}

    static void apply(Unary function, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] y = scratch.y;
        switch (function) {
            case Unary.Plain plain -> apply(plain, scratch, count);
            case Unary.LeakyRelu(var slope) -> leakyRelu((float) slope, scratch, count);
            case Unary.Elu(var alpha) -> elu((float) alpha, scratch, count);
            case Unary.Softplus(var beta, var threshold) -> softplus((float) beta, (float) threshold, scratch, count);
            case Unary.Clamp(var least, var most) -> clamp((float) least, (float) most, scratch, count);
            case Unary.Power(var exponent) -> power(exponent, a, b, y, count);
            case Unary.PowerOf(var base) -> scale(base == 0 ? 0 : (float) Math.log(base), a, b, y, count);
        }
    }

    private static void apply(Unary.Plain function, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] y = scratch.y;
        switch (function) {
            case ABS -> abs(scratch, count);
            case NEGATE -> negate(b, y, count);
            case SIGN, FLOOR, CEIL, ROUND -> Arrays.fill(y, 0, count, 0);
            case SQUARE -> scale(2, a, b, y, count);
            case RECIPROCAL -> reciprocal(a, b, y, count);
            case SQRT -> sqrt(a, b, y, count);
            case RSQRT -> rsqrt(a, b, y, count);
            case EXP -> BinaryLoops.multiply(a, b, y, count);
            case EXPM1 -> expm1(a, b, y, count);
            case LOG -> log(a, b, y, count);
            case LOG1P -> log1p(a, b, y, count);
            case SIN -> {
                Transcendentals.cos(a, y, scratch, count);
                BinaryLoops.multiply(y, b, y, count);
            }
            case COS -> {
                Transcendentals.sin(a, y, scratch, count);
                scale(-1, y, b, y, count);
            }
            case TANH -> tanh(a, b, y, count);
            case SIGMOID -> sigmoid(a, b, y, count);
            case ERF -> erf(scratch, count);
            case RELU -> relu(scratch, count);
            case GELU -> gelu(scratch, count);
            case GELU_TANH -> geluTanh(scratch, count);
            case SILU -> silu(scratch, count);
        }
    }

    private static void scale(float factor, float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = factor * a[i] * b[i];
        }
    }

    private static void negate(float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -b[i];
        }
    }

    /// b with a's sign, 0 where a is 0 or NaN.
    private static void abs(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] p = scratch.p;
        Masks.above(0, a, scratch.words, scratch, count);
        Masks.keep(scratch.words, b, scratch.y, scratch, count);
        for (int i = 0; i < count; i++) {
            p[i] = -a[i];
        }
        Masks.above(0, p, scratch.words, scratch, count);
        Masks.keep(scratch.words, b, p, scratch, count);
        BinaryLoops.subtract(scratch.y, p, scratch.y, count);
    }

    private static void reciprocal(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -b[i] * a[i] * a[i];
        }
    }

    private static void sqrt(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = 0.5f * b[i] / a[i];
        }
    }

    private static void rsqrt(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -0.5f * b[i] * a[i] * a[i] * a[i];
        }
    }

    private static void expm1(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = b[i] * (a[i] + 1f);
        }
    }

    private static void log(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = b[i] / a[i];
        }
    }

    private static void log1p(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = b[i] / (1f + a[i]);
        }
    }

    private static void tanh(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = b[i] * (1f - a[i] * a[i]);
        }
    }

    private static void sigmoid(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = b[i] * a[i] * (1f - a[i]);
        }
    }

    private static void relu(Scratch scratch, int count) {
        Masks.above(0, scratch.a, scratch.words, scratch, count);
        Masks.keep(scratch.words, scratch.b, scratch.y, scratch, count);
    }

    private static void leakyRelu(float slope, Scratch scratch, int count) {
        float[] b = scratch.b;
        float[] p = scratch.p;
        for (int i = 0; i < count; i++) {
            p[i] = slope * b[i];
        }
        Masks.above(0, scratch.a, scratch.words, scratch, count);
        Masks.choose(scratch.words, b, p, scratch.y, scratch, count);
    }

    private static void clamp(float least, float most, Scratch scratch, int count) {
        Masks.within(least, most, scratch.a, scratch.words, count);
        Masks.keep(scratch.words, scratch.b, scratch.y, scratch, count);
    }

    private static void power(double exponent, float[] a, float[] b, float[] y, int count) {
        if (exponent == 0) {
            Arrays.fill(y, 0, count, 0);
        } else if (exponent == 1) {
            System.arraycopy(b, 0, y, 0, count);
        } else if (exponent == 2) {
            scale(2, a, b, y, count);
        } else if (exponent == 3) {
            scale(3, a, b, y, count);
            BinaryLoops.multiply(a, y, y, count);
        } else {
            for (int i = 0; i < count; i++) {
                y[i] = (float) (b[i] * exponent * Math.pow(a[i], exponent - 1));
            }
        }
    }

    private static void elu(float alpha, Scratch scratch, int count) {
        float[] b = scratch.b;
        float[] p = scratch.p;
        Transcendentals.exp(scratch.a, p, scratch, count);
        for (int i = 0; i < count; i++) {
            p[i] = b[i] * alpha * p[i];
        }
        Masks.above(0, scratch.a, scratch.words, scratch, count);
        Masks.choose(scratch.words, b, p, scratch.y, scratch, count);
    }

    private static void softplus(float beta, float threshold, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] p = scratch.p;
        float[] q = scratch.q;
        for (int i = 0; i < count; i++) {
            p[i] = beta * a[i];
        }
        Transcendentals.sigmoid(p, q, scratch, count);
        BinaryLoops.multiply(b, q, q, count);
        Masks.above(threshold, p, scratch.words, scratch, count);
        Masks.choose(scratch.words, b, q, scratch.y, scratch, count);
    }

    private static void erf(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] p = scratch.p;
        for (int i = 0; i < count; i++) {
            p[i] = -a[i] * a[i];
        }
        Transcendentals.exp(p, scratch.y, scratch, count);
        scale(TWO_OVER_SQRT_PI, scratch.y, scratch.b, scratch.y, count);
    }

    /// `Φ(x) + x φ(x)`, with the normal distribution's Φ and its density φ.
    private static void gelu(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] p = scratch.p;
        float[] q = scratch.q;
        float[] y = scratch.y;
        for (int i = 0; i < count; i++) {
            p[i] = a[i] * UnaryLoops.SQRT_HALF;
        }
        Transcendentals.erf(p, q, scratch, count);
        for (int i = 0; i < count; i++) {
            p[i] = -0.5f * a[i] * a[i];
        }
        Transcendentals.exp(p, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = b[i] * (0.5f * (1f + q[i]) + ONE_OVER_SQRT_TWO_PI * a[i] * y[i]);
        }
    }

    private static void geluTanh(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] q = scratch.q;
        float[] y = scratch.y;
        UnaryLoops.geluArgument(a, scratch.p, count);
        Transcendentals.tanh(scratch.p, q, scratch, count);
        for (int i = 0; i < count; i++) {
            float inner = UnaryLoops.SQRT_TWO_OVER_PI * (1f + 3f * UnaryLoops.GELU_CUBIC * a[i] * a[i]);
            y[i] = b[i] * (0.5f * (1f + q[i]) + 0.5f * a[i] * (1f - q[i] * q[i]) * inner);
        }
    }

    private static void silu(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] q = scratch.q;
        Transcendentals.sigmoid(a, q, scratch, count);
        for (int i = 0; i < count; i++) {
            scratch.y[i] = b[i] * q[i] * (1f + a[i] * (1f - q[i]));
        }
    }
}
