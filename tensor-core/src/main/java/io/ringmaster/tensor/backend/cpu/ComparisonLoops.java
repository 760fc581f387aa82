package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.Comparison;

/// Comparisons over blocks: 1 where they hold, else 0.
final class ComparisonLoops {

    private ComparisonLoops() {}

    static void apply(Comparison comparison, float[] a, float[] b, byte[] y, int count) {
        switch (comparison) {
            case EQUAL -> equal(a, b, y, count);
            case NOT_EQUAL -> notEqual(a, b, y, count);
            case LESS -> less(a, b, y, count);
            case LESS_OR_EQUAL -> lessOrEqual(a, b, y, count);
            case GREATER -> less(b, a, y, count);
            case GREATER_OR_EQUAL -> lessOrEqual(b, a, y, count);
        }
    }

    /// With a number that may lie between two floats.
    static void apply(Comparison comparison, float[] a, double b, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (comparison.holds((double) a[i], b) ? 1 : 0);
        }
    }

    private static void equal(float[] a, float[] b, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] == b[i] ? 1 : 0);
        }
    }

    private static void notEqual(float[] a, float[] b, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] != b[i] ? 1 : 0);
        }
    }

    private static void less(float[] a, float[] b, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] < b[i] ? 1 : 0);
        }
    }

    private static void lessOrEqual(float[] a, float[] b, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] <= b[i] ? 1 : 0);
        }
    }
}
