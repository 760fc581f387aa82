package io.ringmaster.tensor.backend.cpu;

/// Transcendental functions over blocks of float32, each within two units in the last place of the true value.
///
/// The compiler turns these loops into vector instructions where they hold nothing but arithmetic, minima, maxima and
/// conversions: so special cases are folded into the arithmetic or mended afterwards, a float's bits are reached by copying
/// arrays, and choices between two formulas are sums weighted by 0 and 1. The same bits come out with any instruction set.
///
/// Source: polynomials of Cephes (expf, logf, sinf, cosf) and of Juffa (erff).
final class Transcendentals {

    /// Added and subtracted, this rounds a float of up to 22 bits to a whole number.
    private static final float ROUNDER = 0x1.8p23f;
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693145752f;
    private static final float LN2_LOW = 1.42860677e-6f;
    private static final int EXPONENT_BIAS = 127;
    private static final int MANTISSA_BITS = 23;

    private static final int SQRT_HALF_BITS = 0x3F3504F3;
    private static final int LEAST_NORMAL_BITS = 0x00800000;
    private static final int NORMAL_SPAN = 0x7EFFFFFF;

    /// Up to here two doubles hold enough of π.
    private static final float MOST_REDUCIBLE = 1e5f;
    private static final float TWO_OVER_PI = 0.63661977f;
    private static final double HALF_PI_HIGH = 1.57079632673412561417e+00;
    private static final double HALF_PI_LOW = 6.07710050650619224932e-11;

    private static final float ERF_SPLIT = 0.927734375f;
    /// From here on erf is 1.
    private static final float ERF_ONE = 4;
    private static final float STEEP = 1e30f;

    private Transcendentals() {}

    static void exp(float[] x, float[] y, Scratch scratch, int count) {
        powersOfTwo(x, scratch, count);
        float[] low = scratch.u;
        float[] high = scratch.v;
        for (int i = 0; i < count; i++) {
            float v = Math.min(Math.max(x[i], -104f), 89f);
            float r = reduced(v);
            y[i] = (expPolynomial(r) * r * r + r + 1f) * low[i] * high[i];
        }
    }

    /// Two factors whose product is 2 to the power that [#reduced] leaves out, apart so that neither leaves float's range.
    private static void powersOfTwo(float[] x, Scratch scratch, int count) {
        int[] lower = scratch.words;
        int[] upper = scratch.moreWords;
        for (int i = 0; i < count; i++) {
            float v = Math.min(Math.max(x[i], -104f), 89f);
            int power = (int) (v * LOG2_E + ROUNDER - ROUNDER);
            int half = power >> 1;
            lower[i] = half + EXPONENT_BIAS << MANTISSA_BITS;
            upper[i] = power - half + EXPONENT_BIAS << MANTISSA_BITS;
        }
        scratch.wordsToFloats(count);
    }

    /// What is left of x after the nearest multiple of ln 2.
    private static float reduced(float x) {
        float power = x * LOG2_E + ROUNDER - ROUNDER;
        return x - power * LN2_HIGH - power * LN2_LOW;
    }

    private static float expPolynomial(float r) {
        float p = 1.9875691500e-4f;
        p = p * r + 1.3981999507e-3f;
        p = p * r + 8.3334519073e-3f;
        p = p * r + 4.1665795894e-2f;
        p = p * r + 1.6666665459e-1f;
        return p * r + 5.0000001201e-1f;
    }

    /// `exp(x) - 1`: with `s = 2ⁿ` it is `s (exp(r) - 1) + (s - 1)`, of which half is computed, lest s overflow.
    static void expm1(float[] x, float[] y, Scratch scratch, int count) {
        int[] halves = scratch.words;
        for (int i = 0; i < count; i++) {
            float v = Math.min(Math.max(x[i], -20f), 89f);
            halves[i] = (int) (v * LOG2_E + ROUNDER - ROUNDER) - 1 + EXPONENT_BIAS << MANTISSA_BITS;
        }
        scratch.wordsToFloats(count);
        float[] half = scratch.u;
        for (int i = 0; i < count; i++) {
            float v = Math.min(Math.max(x[i], -20f), 89f);
            float r = reduced(v);
            float small = expPolynomial(r) * r * r + r;
            y[i] = (half[i] * small + (half[i] - 0.5f)) * 2f;
        }
    }

    static void log(float[] x, float[] y, Scratch scratch, int count) {
        if (logOfNormals(x, y, scratch, count)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (!isNormal(x[i])) {
                y[i] = (float) Math.log(x[i]);
            }
        }
    }

    /// Whether all numbers are normal and above 0, so that their logarithms are right.
    private static boolean logOfNormals(float[] x, float[] y, Scratch scratch, int count) {
        int[] bits = scratch.words;
        int[] mantissas = scratch.moreWords;
        float[] exponents = scratch.v;
        Scratch.copyBits(x, bits, count);
        int outside = 0;
        for (int i = 0; i < count; i++) {
            int above = bits[i] - LEAST_NORMAL_BITS;
            outside |= above | NORMAL_SPAN - above;
        }
        for (int i = 0; i < count; i++) {
            int exponent = bits[i] - SQRT_HALF_BITS >> MANTISSA_BITS;
            mantissas[i] = bits[i] - (exponent << MANTISSA_BITS);
        }
        Scratch.copyBits(mantissas, scratch.u, count);
        for (int i = 0; i < count; i++) {
            exponents[i] = (float) (bits[i] - SQRT_HALF_BITS >> MANTISSA_BITS);
        }
        float[] mantissa = scratch.u;
        for (int i = 0; i < count; i++) {
            float f = mantissa[i] - 1f;
            float p = 7.0376836292e-2f;
            p = p * f - 1.1514610310e-1f;
            p = p * f + 1.1676998740e-1f;
            p = p * f - 1.2420140846e-1f;
            p = p * f + 1.4249322787e-1f;
            p = p * f - 1.6668057665e-1f;
            p = p * f + 2.0000714765e-1f;
            p = p * f - 2.4999993993e-1f;
            p = p * f + 3.3333331174e-1f;
            float square = f * f;
            float tail = p * f * square - 2.12194440e-4f * exponents[i] - 0.5f * square;
            y[i] = f + tail + 0.693359375f * exponents[i];
        }
        return outside >= 0;
    }

    private static boolean isNormal(float x) {
        return x >= Float.MIN_NORMAL && x <= Float.MAX_VALUE;
    }

    /// `log(1 + x)`: the logarithm of the rounded sum, and what the rounding lost, over the sum.
    static void log1p(float[] x, float[] y, Scratch scratch, int count) {
        float[] sum = scratch.s;
        for (int i = 0; i < count; i++) {
            sum[i] = 1f + x[i];
        }
        boolean all = logOfNormals(sum, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] += (x[i] - (sum[i] - 1f)) / sum[i];
        }
        for (int i = 0; !all && i < count; i++) {
            if (!isNormal(sum[i])) {
                y[i] = (float) Math.log1p(x[i]);
            }
        }
    }

    static void sin(float[] x, float[] y, Scratch scratch, int count) {
        sine(x, y, scratch, count, 0);
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(x[i]) <= MOST_REDUCIBLE)) {
                y[i] = (float) Math.sin(x[i]);
            }
        }
    }

    static void cos(float[] x, float[] y, Scratch scratch, int count) {
        sine(x, y, scratch, count, 1);
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(x[i]) <= MOST_REDUCIBLE)) {
                y[i] = (float) Math.cos(x[i]);
            }
        }
    }

    /// The sine of x plus so many right angles, for x up to [#MOST_REDUCIBLE].
    private static void sine(float[] x, float[] y, Scratch scratch, int count, int ahead) {
        float[] reduced = scratch.u;
        int[] quarters = scratch.words;
        for (int i = 0; i < count; i++) {
            float quarter = x[i] * TWO_OVER_PI + ROUNDER - ROUNDER;
            reduced[i] = (float) (x[i] - quarter * HALF_PI_HIGH - quarter * HALF_PI_LOW);
        }
        for (int i = 0; i < count; i++) {
            quarters[i] = (int) (x[i] * TWO_OVER_PI + ROUNDER - ROUNDER) + ahead;
        }
        for (int i = 0; i < count; i++) {
            float r = reduced[i];
            float z = r * r;
            float s = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
            float c = ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z
                - 0.5f * z + 1f;
            float odd = quarters[i] & 1;
            float sign = 1 - (quarters[i] & 2);
            y[i] = (s * (1f - odd) + c * odd) * sign;
        }
    }

    static void tanh(float[] x, float[] y, Scratch scratch, int count) {
        float[] doubled = scratch.s;
        for (int i = 0; i < count; i++) {
            doubled[i] = Math.min(Math.max(x[i] + x[i], -19f), 19f);
        }
        expm1(doubled, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = y[i] / (y[i] + 2f);
        }
    }

    static void sigmoid(float[] x, float[] y, Scratch scratch, int count) {
        float[] negated = scratch.s;
        for (int i = 0; i < count; i++) {
            negated[i] = -x[i];
        }
        exp(negated, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = 1f / (1f + y[i]);
        }
    }

    static void erf(float[] x, float[] y, Scratch scratch, int count) {
        float[] exponent = scratch.s;
        float[] tail = scratch.t;
        for (int i = 0; i < count; i++) {
            float t = Math.min(Math.abs(x[i]), ERF_ONE);
            float s = t * t;
            float r = (-1.72853470e-5f * t + 3.83197126e-4f) * s + (-3.88396438e-3f * t + 2.42546219e-2f);
            r = r * t - 1.06777877e-1f;
            r = r * t - 6.34846687e-1f;
            r = r * t - 1.28717512e-1f;
            exponent[i] = r * t - t;
        }
        exp(exponent, tail, scratch, count);
        for (int i = 0; i < count; i++) {
            float v = x[i];
            float near = Math.min(Math.max(v, -ERF_ONE), ERF_ONE);
            float s = near * near;
            float r = -5.96761703e-4f;
            r = r * s + 4.99119423e-3f;
            r = r * s - 2.67681349e-2f;
            r = r * s + 1.12819925e-1f;
            r = r * s - 3.76125336e-1f;
            r = r * s + 1.28379166e-1f;
            float inner = r * near + near;
            float outer = (1f - tail[i]) * Math.signum(v);
            float far = Math.min(Math.max((Math.abs(near) - ERF_SPLIT) * STEEP, 0f), 1f);
            y[i] = inner * (1f - far) + outer * far;
        }
    }
}
