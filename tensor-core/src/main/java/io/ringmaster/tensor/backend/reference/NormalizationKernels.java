package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Normalizations;

/// Elements brought to mean 0 and variance 1.
public final class NormalizationKernels {

    private NormalizationKernels() {}

    public static void run(Normalizations normalization) {
        switch (normalization) {
            case Normalizations.Batch(var epsilon, var x, var w, var b, var y, var mean, var variance) -> {
                Groups channels = Groups.channels(x);
                moments(channels, x, mean, variance);
                apply(channels, epsilon, x, w, b, mean.tensor(), variance.tensor(), y);
            }
            case Normalizations.GivenBatch(var epsilon, var x, var w, var b, var mean, var variance, var y) ->
                apply(Groups.channels(x), epsilon, x, w, b, mean, variance, y);
            case Normalizations.BatchGradient gradient -> gradient(Groups.channels(gradient.x()), gradient);
            case Normalizations.Layer(var epsilon, var x, var w, var b, var y, var mean, var variance) -> {
                Groups rows = Groups.rows(x, w);
                moments(rows, x, mean, variance);
                apply(rows, epsilon, x, w, b, mean.tensor(), variance.tensor(), y);
            }
            case Normalizations.LayerGradient(var epsilon, var x, var w, var mean, var variance, var dy, var dx, var dw,
                var db) -> gradient(Groups.rows(x, w), new Normalizations.BatchGradient(
                    false, epsilon, x, w, mean, variance, dy, dx, dw, db));
            case Normalizations.RootMeanSquare(var epsilon, var x, var w, var y, var scale) ->
                rootMeanSquare(epsilon, x, w, y, scale);
            case Normalizations.RootMeanSquareGradient gradient -> rootMeanSquareGradient(gradient);
        }
    }

    /// Which elements share a mean, and which a weight: element i has those of `i / inner % count`.
    private record Groups(long statisticsInner, long statisticsCount, long weightsInner, long weightsCount) {

        static Groups channels(Tensor x) {
            long inner = x.elements() / Math.max(1, x.dim(0) * x.dim(1));
            return new Groups(inner, x.dim(1), inner, x.dim(1));
        }

        static Groups rows(Tensor x, Tensor w) {
            return new Groups(w.elements(), x.elements() / w.elements(), 1, w.elements());
        }

        int statistic(long element) {
            return (int) (element / statisticsInner % statisticsCount);
        }

        int weight(long element) {
            return (int) (element / weightsInner % weightsCount);
        }

        double[] statistics() {
            return new double[Math.toIntExact(statisticsCount)];
        }

        double[] weights() {
            return new double[Math.toIntExact(weightsCount)];
        }
    }

    private static void moments(Groups groups, Tensor x, Output mean, Output variance) {
        Values from = Values.of(x);
        double each = (double) x.elements() / groups.statisticsCount();
        double[] means = groups.statistics();
        for (long i = 0; i < x.elements(); i++) {
            means[groups.statistic(i)] += from.get(i) / each;
        }
        double[] variances = groups.statistics();
        for (long i = 0; i < x.elements(); i++) {
            double apart = from.get(i) - means[groups.statistic(i)];
            variances[groups.statistic(i)] += apart * apart / each;
        }
        put(means, mean);
        put(variances, variance);
    }

    private static void apply(
        Groups groups, double epsilon, Tensor x, Tensor w, Tensor b, Tensor mean, Tensor variance, Output y) {
        Values from = Values.of(x);
        Values weights = Values.of(w);
        Values biases = Values.of(b);
        Values means = Values.of(mean);
        Values variances = Values.of(variance);
        for (long i = 0; i < x.elements(); i++) {
            int statistic = groups.statistic(i);
            int weight = groups.weight(i);
            double normal = (from.get(i) - means.get(statistic)) / Math.sqrt(variances.get(statistic) + epsilon);
            Values.put(y, i, normal * weights.get(weight) + biases.get(weight));
        }
    }

    private static void gradient(Groups groups, Normalizations.BatchGradient of) {
        Values from = Values.of(of.x());
        Values slope = Values.of(of.dy());
        Values weights = Values.of(of.w());
        Values means = Values.of(of.mean());
        Values variances = Values.of(of.variance());
        long count = of.x().elements();
        double[] normals = new double[Math.toIntExact(count)];
        double[] dw = groups.weights();
        double[] db = groups.weights();
        double[] sums = groups.statistics();
        double[] products = groups.statistics();
        for (int i = 0; i < count; i++) {
            int statistic = groups.statistic(i);
            int weight = groups.weight(i);
            normals[i] = (from.get(i) - means.get(statistic)) / Math.sqrt(variances.get(statistic) + of.epsilon());
            dw[weight] += slope.get(i) * normals[i];
            db[weight] += slope.get(i);
            sums[statistic] += slope.get(i) * weights.get(weight);
            products[statistic] += slope.get(i) * weights.get(weight) * normals[i];
        }
        double each = (double) count / groups.statisticsCount();
        for (int i = 0; i < count; i++) {
            int statistic = groups.statistic(i);
            double shared = of.given() ? 0 : (sums[statistic] + normals[i] * products[statistic]) / each;
            double scale = 1 / Math.sqrt(variances.get(statistic) + of.epsilon());
            Values.put(of.dx(), i, (slope.get(i) * weights.get(groups.weight(i)) - shared) * scale);
        }
        put(dw, of.dw());
        put(db, of.db());
    }

    private static void rootMeanSquare(double epsilon, Tensor x, Tensor w, Output y, Output scale) {
        Values from = Values.of(x);
        Values weights = Values.of(w);
        long columns = w.elements();
        for (long start = 0; start < x.elements(); start += columns) {
            double squares = 0;
            for (long i = start; i < start + columns; i++) {
                squares += from.get(i) * from.get(i);
            }
            double factor = 1 / Math.sqrt(squares / columns + epsilon);
            Values.put(scale, start / columns, factor);
            for (long i = start; i < start + columns; i++) {
                Values.put(y, i, from.get(i) * factor * weights.get(i - start));
            }
        }
    }

    private static void rootMeanSquareGradient(Normalizations.RootMeanSquareGradient of) {
        Values from = Values.of(of.x());
        Values slope = Values.of(of.dy());
        Values weights = Values.of(of.w());
        Values scales = Values.of(of.scale());
        long columns = of.w().elements();
        double[] dw = new double[Math.toIntExact(columns)];
        for (long start = 0; start < of.x().elements(); start += columns) {
            double scale = scales.get(start / columns);
            double product = 0;
            for (long i = start; i < start + columns; i++) {
                product += slope.get(i) * weights.get(i - start) * from.get(i);
                dw[(int) (i - start)] += slope.get(i) * from.get(i) * scale;
            }
            double shared = product * scale * scale / columns;
            for (long i = start; i < start + columns; i++) {
                Values.put(of.dx(), i, (slope.get(i) * weights.get(i - start) - from.get(i) * shared) * scale);
            }
        }
        put(dw, of.dw());
    }

    private static void put(double[] values, Output to) {
        for (int i = 0; i < values.length; i++) {
            Values.put(to, i, values[i]);
        }
    }
}
