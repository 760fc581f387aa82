package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.kernel.Elements.ZipGradient.Side;
import java.util.Arrays;

/// Functions of two elements and their gradients, over blocks.
final class BinaryLoops {

    private BinaryLoops() {}

    /// `y = f(a, b)`.
    static void apply(Binary function, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] y = scratch.y;
        switch (function) {
            case ADD -> add(a, b, y, count);
            case SUBTRACT -> subtract(a, b, y, count);
            case MULTIPLY -> multiply(a, b, y, count);
            case DIVIDE -> divide(a, b, y, count);
            case FLOOR_DIVIDE -> floorDivide(a, b, y, count);
            case REMAINDER -> remainder(a, b, y, count);
            case POWER -> power(a, b, y, count);
            case MINIMUM -> minimum(a, b, y, count);
            case MAXIMUM -> maximum(a, b, y, count);
        }
    }

    static void add(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] + b[i];
        }
    }

    static void subtract(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] - b[i];
        }
    }

    static void multiply(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void divide(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] / b[i];
        }
    }

    private static void floorDivide(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = floorDivide(a[i], b[i]);
        }
    }

    /// The quotient of what the remainder leaves is whole but for rounding.
    private static float floorDivide(float a, float b) {
        float rest = a % b;
        if (b == 0 || rest != rest) {
            return a / b;
        }
        double quotient = ((double) a - rest) / b - (rest != 0 && rest < 0 != b < 0 ? 1 : 0);
        return (float) Math.rint(quotient);
    }

    private static void remainder(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float rest = a[i] % b[i];
            y[i] = rest != 0 && rest < 0 != b[i] < 0 ? rest + b[i] : rest;
        }
    }

    private static void power(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (float) Math.pow(a[i], b[i]);
        }
    }

    private static void minimum(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void maximum(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    /// `y = c` times f's derivative after one operand, at (a, b).
    static void gradient(Binary function, Side side, Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] c = scratch.c;
        float[] y = scratch.y;
        switch (side) {
            case A -> {
                switch (function) {
                    case ADD, SUBTRACT, REMAINDER -> System.arraycopy(c, 0, y, 0, count);
                    case MULTIPLY -> multiply(c, b, y, count);
                    case DIVIDE -> divide(c, b, y, count);
                    case FLOOR_DIVIDE -> zero(y, count);
                    case POWER -> basePowerGradient(scratch, count);
                    case MINIMUM -> share(b, a, scratch, count);
                    case MAXIMUM -> share(a, b, scratch, count);
                }
            }
            case B -> {
                switch (function) {
                    case ADD -> System.arraycopy(c, 0, y, 0, count);
                    case SUBTRACT -> negate(c, y, count);
                    case MULTIPLY -> multiply(c, a, y, count);
                    case DIVIDE -> divisorGradient(scratch, count);
                    case FLOOR_DIVIDE -> zero(y, count);
                    case REMAINDER -> {
                        floorDivide(a, b, y, count);
                        multiply(c, y, y, count);
                        negate(y, y, count);
                    }
                    case POWER -> exponentGradient(scratch, count);
                    case MINIMUM -> share(a, b, scratch, count);
                    case MAXIMUM -> share(b, a, scratch, count);
                }
            }
        }
    }

    private static void zero(float[] y, int count) {
        Arrays.fill(y, 0, count, 0);
    }

    private static void negate(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -x[i];
        }
    }

    private static void divisorGradient(Scratch scratch, int count) {
        float[] a = scratch.a;
        float[] b = scratch.b;
        float[] c = scratch.c;
        float[] y = scratch.y;
        for (int i = 0; i < count; i++) {
            y[i] = -c[i] * (a[i] / b[i]) / b[i];
        }
    }

    private static void basePowerGradient(Scratch scratch, int count) {
        for (int i = 0; i < count; i++) {
            double b = scratch.b[i];
            scratch.y[i] = b == 0 ? 0 : (float) (scratch.c[i] * b * Math.pow(scratch.a[i], b - 1));
        }
    }

    private static void exponentGradient(Scratch scratch, int count) {
        for (int i = 0; i < count; i++) {
            double a = scratch.a[i];
            double b = scratch.b[i];
            scratch.y[i] = a == 0 && b >= 0 ? 0 : (float) (scratch.c[i] * Math.pow(a, b) * Math.log(a));
        }
    }

    /// All of c where the first is larger, half where they are equal.
    private static void share(float[] first, float[] second, Scratch scratch, int count) {
        float[] c = scratch.c;
        float[] p = scratch.p;
        Masks.larger(first, second, scratch.words, scratch, count);
        Masks.keep(scratch.words, c, scratch.y, scratch, count);
        for (int i = 0; i < count; i++) {
            p[i] = 0.5f * c[i];
        }
        Masks.equal(first, second, scratch.words, count);
        Masks.keep(scratch.words, p, p, scratch, count);
        add(scratch.y, p, scratch.y, count);
    }
}
