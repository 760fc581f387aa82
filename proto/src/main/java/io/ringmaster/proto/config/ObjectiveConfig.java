package io.ringmaster.proto.config;

import java.util.List;

/// What training makes small, and what evaluations tell beside it.
///
/// @param metrics in the order in which they are told; none: those that are usual for the data
public record ObjectiveConfig(LossConfig loss, List<Metric> metrics) {

    /// Of classes, and the metrics that are usual for the data.
    public static final ObjectiveConfig USUAL = new ObjectiveConfig(LossConfig.CrossEntropy.PLAIN, List.of());

    /// A measure of predictions.
    public enum Metric {
        ACCURACY,
        /// How often the right class is among those of the five largest scores.
        TOP5_ACCURACY,
        PERPLEXITY,
        /// The root of the mean squared error.
        RMSE,
        /// The mean absolute error.
        MAE
    }

    public ObjectiveConfig {
        metrics = List.copyOf(metrics);
        Require.that(metrics.stream().distinct().count() == metrics.size(), "metrics", "is %s; name each once", metrics);
    }
}
