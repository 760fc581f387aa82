package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.Unary;

/// Functions of one element, over blocks: `y = f(a)`.
final class UnaryLoops {

    static final float SQRT_HALF = 0.70710678f;
    static final float SQRT_TWO_OVER_PI = 0.79788456f;
    static final float GELU_CUBIC = 0.044715f;

    private UnaryLoops() {}

    static void apply(Unary function, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] y = scratch.y;
        switch (function) {
            case Unary.Plain plain -> apply(plain, scratch, count);
            case Unary.LeakyRelu(var slope) -> leakyRelu((float) slope, a, y, count);
            case Unary.Elu(var alpha) -> elu((float) alpha, scratch, count);
            case Unary.Softplus(var beta, var threshold) -> softplus((float) beta, (float) threshold, scratch, count);
            case Unary.Clamp(var least, var most) -> clamp((float) least, (float) most, a, y, count);
            case Unary.Power(var exponent) -> power(exponent, scratch, count);
            case Unary.PowerOf(var base) -> powerOf(base, a, y, count);
        }
    }

    private static void apply(Unary.Plain function, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] y = scratch.y;
        switch (function) {
            case ABS -> abs(a, y, count);
            case NEGATE -> negate(a, y, count);
            case SIGN -> sign(a, y, count);
            case SQUARE -> BinaryLoops.multiply(a, a, y, count);
            case FLOOR -> floor(a, y, count);
            case CEIL -> ceil(a, y, count);
            case ROUND -> round(a, y, count);
            case RECIPROCAL -> reciprocal(a, y, count);
            case SQRT -> sqrt(a, y, count);
            case RSQRT -> rsqrt(a, y, count);
            case EXP -> Transcendentals.exp(a, y, scratch, count);
            case EXPM1 -> Transcendentals.expm1(a, y, scratch, count);
            case LOG -> Transcendentals.log(a, y, scratch, count);
            case LOG1P -> Transcendentals.log1p(a, y, scratch, count);
            case SIN -> Transcendentals.sin(a, y, scratch, count);
            case COS -> Transcendentals.cos(a, y, scratch, count);
            case TANH -> Transcendentals.tanh(a, y, scratch, count);
            case SIGMOID -> Transcendentals.sigmoid(a, y, scratch, count);
            case ERF -> Transcendentals.erf(a, y, scratch, count);
            case RELU -> relu(a, y, count);
            case GELU -> gelu(scratch, count);
            case GELU_TANH -> geluTanh(scratch, count);
            case SILU -> {
                Transcendentals.sigmoid(a, y, scratch, count);
                BinaryLoops.multiply(a, y, y, count);
            }
        }
    }

    private static void abs(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.abs(a[i]);
        }
    }

    private static void negate(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -a[i];
        }
    }

    private static void sign(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (a[i] > 0 ? 1 : 0) - (a[i] < 0 ? 1 : 0);
        }
    }

    private static void floor(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (float) Math.floor(a[i]);
        }
    }

    private static void ceil(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (float) Math.ceil(a[i]);
        }
    }

    private static void round(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (float) Math.rint(a[i]);
        }
    }

    private static void reciprocal(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = 1f / a[i];
        }
    }

    private static void sqrt(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (float) Math.sqrt(a[i]);
        }
    }

    private static void rsqrt(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = 1f / (float) Math.sqrt(a[i]);
        }
    }

    private static void relu(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], 0);
        }
    }

    private static void leakyRelu(float slope, float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], 0) + slope * Math.min(a[i], 0);
        }
    }

    private static void clamp(float least, float most, float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(Math.max(a[i], least), most);
        }
    }

    private static void elu(float alpha, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] y = scratch.y;
        for (int i = 0; i < count; i++) {
            scratch.p[i] = Math.min(a[i], 0);
        }
        Transcendentals.expm1(scratch.p, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], 0) + alpha * y[i];
        }
    }

    /// `max(x, 0) + log(1 + exp(-|beta x|)) / beta`, which overflows nowhere.
    private static void softplus(float beta, float threshold, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] y = scratch.y;
        float[] p = scratch.p;
        for (int i = 0; i < count; i++) {
            p[i] = -Math.abs(beta * a[i]);
        }
        Transcendentals.exp(p, scratch.q, scratch, count);
        Transcendentals.log1p(scratch.q, p, scratch, count);
        for (int i = 0; i < count; i++) {
            p[i] = Math.max(a[i], 0) + p[i] / beta;
            scratch.q[i] = beta * a[i];
        }
        Masks.above(threshold, scratch.q, scratch.words, scratch, count);
        Masks.choose(scratch.words, a, p, y, scratch, count);
    }

    private static void gelu(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] y = scratch.y;
        float[] p = scratch.p;
        for (int i = 0; i < count; i++) {
            p[i] = a[i] * SQRT_HALF;
        }
        Transcendentals.erf(p, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = 0.5f * a[i] * (1f + y[i]);
        }
    }

    private static void geluTanh(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] y = scratch.y;
        geluArgument(a, scratch.p, count);
        Transcendentals.tanh(scratch.p, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = 0.5f * a[i] * (1f + y[i]);
        }
    }

    static void geluArgument(float[] a, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = SQRT_TWO_OVER_PI * (a[i] + GELU_CUBIC * a[i] * a[i] * a[i]);
        }
    }

    /// The exponents that are common are products and roots.
    private static void power(double exponent, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] y = scratch.y;
        if (exponent == 1) {
            System.arraycopy(a, 0, y, 0, count);
        } else if (exponent == 2) {
            BinaryLoops.multiply(a, a, y, count);
        } else if (exponent == 3) {
            BinaryLoops.multiply(a, a, y, count);
            BinaryLoops.multiply(a, y, y, count);
        } else if (exponent == -1) {
            reciprocal(a, y, count);
        } else if (exponent == 0.5) {
            sqrt(a, y, count);
        } else if (exponent == -0.5) {
            rsqrt(a, y, count);
        } else {
            for (int i = 0; i < count; i++) {
                y[i] = (float) Math.pow(a[i], exponent);
            }
        }
    }

    private static void powerOf(double base, float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (float) Math.pow(base, a[i]);
        }
    }
}
