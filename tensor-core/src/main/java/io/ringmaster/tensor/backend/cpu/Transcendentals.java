package io.ringmaster.tensor.backend.cpu;

/// Transcendental functions over blocks of float32, each within three units in the last place of the true value,
/// most within one.
///
/// The compiler turns these loops into vector instructions where they hold nothing but arithmetic, minima, maxima and
/// conversions: so special cases are folded into the arithmetic or mended afterwards, a float's bits are reached by copying
/// arrays, and choices between two formulas are sums weighted by 0 and 1. The same bits come out with any instruction set.
///
/// Source: polynomials of Cephes (expf, logf, sinf, cosf); those of erf are fitted by minimax.
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

    private static final float ERF_SPLIT = 1.15f;
    /// From here on erf is 1.
    private static final float ERF_ONE = 4;
    private static final float STEEP = 1e30f;

    private Transcendentals() {}

    /// `exp(r) 2ⁿ` with the nearest n; the power as the square of its half, which stays in float's range, twice it where n is
    /// odd.
    static void exp(float[] x, float[] y, Scratch scratch, int count) {
        float[] clamped = scratch.s;
        clamp(-104, 89, x, clamped, count);
        int[] bits = scratch.words;
        for (int i = 0; i < count; i++) {
            bits[i] = (int) half(power(clamped[i])) + EXPONENT_BIAS << MANTISSA_BITS;
        }
        scratch.wordsToFloats(count);
        float[] root = scratch.u;
        for (int i = 0; i < count; i++) {
            float n = power(clamped[i]);
            float r = clamped[i] - n * LN2_HIGH - n * LN2_LOW;
            float odd = n - half(n) - half(n);
            y[i] = (expPolynomial(r) * r * r + r + 1f) * (1f + odd) * root[i] * root[i];
        }
    }

    /// As [#exp(float[], float[], Scratch, int)], of any number of elements; x and y may be the same.
    static void exp(float[] x, float[] y, int count) {
        Scratch scratch = Scratch.get();
        for (int at = 0; at < count; at += Scratch.BLOCK) {
            int block = Math.min(Scratch.BLOCK, count - at);
            System.arraycopy(x, at, scratch.a, 0, block);
            exp(scratch.a, scratch.y, scratch, block);
            System.arraycopy(scratch.y, 0, y, at, block);
        }
    }

    private static void clamp(float least, float most, float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(Math.max(x[i], least), most);
        }
    }

    /// The whole number nearest to x over ln 2.
    private static float power(float x) {
        return x * LOG2_E + ROUNDER - ROUNDER;
    }

    /// Half of a whole number, rounded down.
    private static float half(float n) {
        return n * 0.5f - 0.25f + ROUNDER - ROUNDER;
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
        float[] clamped = scratch.s;
        clamp(-20, 89, x, clamped, count);
        int[] bits = scratch.words;
        for (int i = 0; i < count; i++) {
            bits[i] = (int) power(clamped[i]) - 1 + EXPONENT_BIAS << MANTISSA_BITS;
        }
        scratch.wordsToFloats(count);
        float[] half = scratch.u;
        for (int i = 0; i < count; i++) {
            float n = power(clamped[i]);
            float r = clamped[i] - n * LN2_HIGH - n * LN2_LOW;
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
        scratch.copyBits(x, bits, count);
        int outside = 0;
        for (int i = 0; i < count; i++) {
            int above = bits[i] - LEAST_NORMAL_BITS;
            outside |= above | NORMAL_SPAN - above;
        }
        for (int i = 0; i < count; i++) {
            int exponent = bits[i] - SQRT_HALF_BITS >> MANTISSA_BITS;
            mantissas[i] = bits[i] - (exponent << MANTISSA_BITS);
        }
        scratch.copyBits(mantissas, scratch.u, count);
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
        float[] doubled = scratch.t;
        for (int i = 0; i < count; i++) {
            doubled[i] = Math.min(Math.max(x[i] + x[i], -19f), 19f);
        }
        expm1(doubled, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = y[i] / (y[i] + 2f);
        }
    }

    static void sigmoid(float[] x, float[] y, Scratch scratch, int count) {
        float[] negated = scratch.t;
        for (int i = 0; i < count; i++) {
            negated[i] = -x[i];
        }
        exp(negated, y, scratch, count);
        for (int i = 0; i < count; i++) {
            y[i] = 1f / (1f + y[i]);
        }
    }

    /// Near 0 `x + x p(x²)`, else 1 less `q(|x|)^-8`.
    static void erf(float[] x, float[] y, Scratch scratch, int count) {
        float[] clamped = scratch.s;
        clamp(-ERF_ONE, ERF_ONE, x, clamped, count);
        float[] tail = scratch.t;
        for (int i = 0; i < count; i++) {
            float z = Math.abs(clamped[i]);
            float q = 6.64007559e-4f;
            q = q * z - 5.50179742e-3f;
            q = q * z + 2.56228149e-2f;
            q = q * z - 5.56058325e-2f;
            q = q * z + 1.11951724e-1f;
            q = q * z + 1.12065896e-2f;
            q = q * z + 1.80117756e-1f;
            q = q * z + 9.91654694e-1f;
            q = q * q;
            q = q * q;
            tail[i] = 1f - 1f / (q * q);
        }
        for (int i = 0; i < count; i++) {
            float v = clamped[i];
            float s = v * v;
            float p = -8.39133736e-6f;
            p = p * s + 1.07817614e-4f;
            p = p * s - 8.41169676e-4f;
            p = p * s + 5.21565555e-3f;
            p = p * s - 2.68633775e-2f;
            p = p * s + 1.12837449e-1f;
            p = p * s - 3.76126349e-1f;
            p = p * s + 1.28379166e-1f;
            float near = p * v + v;
            float far = Math.min(Math.max((Math.abs(v) - ERF_SPLIT) * STEEP, 0f), 1f);
            y[i] = near * (1f - far) + tail[i] * Math.signum(v) * far;
        }
    }
}
