package io.ringmaster.cli.bench;

import java.util.Collection;

/// The few numbers that say how a measurement came out.
public final class Statistics {

    private Statistics() {}

    /// The middle value, or the mean of the two in the middle.
    public static double median(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("the median of nothing; it takes one value or more");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
