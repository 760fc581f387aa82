package io.ringmaster.cli.bench;

import java.util.Collection;

/// The few numbers that say how a measurement came out.
public final class Statistics {

    private Statistics() {}

    /// The middle value, or the mean of the two in the middle.
    public static double median(Collection<Double> values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// The least value that so large a part of all does not exceed.
    ///
    /// @param part above 0, up to 1
    public static double quantile(Collection<Double> values, double part) {
        double[] sorted = sorted(values);
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }

    private static double[] sorted(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a median or quantile of nothing; it takes one value or more");
        }
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
