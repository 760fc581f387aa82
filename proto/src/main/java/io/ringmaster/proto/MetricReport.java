package io.ringmaster.proto;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What some shards add to a metric of an evaluation.
///
/// @param name what people know it by: `accuracy`
public record MetricReport(String name, Form form, List<Part> parts) {

    /// What a metric makes of the mean over all shards.
    public enum Form {
        MEAN,
        /// e to the mean: a perplexity.
        EXPONENTIAL,
        /// The square root of the mean: of squared errors.
        ROOT;

        private double of(double mean) {
            return switch (this) {
                case MEAN -> mean;
                case EXPONENTIAL -> StrictMath.exp(mean);   // the same bits on every machine, as rates follow it
                case ROOT -> Math.sqrt(mean);
            };
        }
    }

    /// One shard's.
    ///
    /// @param weight what the sum is divided by, together with the others'
    public record Part(int shard, double sum, double weight) {

        public Part {
            if (shard < 0) {
                throw new IllegalArgumentException("shard " + shard + " of a metric; shards count from 0");
            }
        }
    }

    public MetricReport {
        parts = List.copyOf(parts);
        if (!name.matches("[a-z0-9][a-z0-9-]{0,31}")) {
            throw new IllegalArgumentException(
                "a metric named \"%s\"; a name is 1 to 32 small letters, digits or \"-\"".formatted(name));
        }
    }

    /// The metrics of all these reports together, in the order in which their names come first. Parts are added in the
    /// order of the shards, so that values have the same bits whoever reports which.
    public static List<MetricValue> values(Collection<MetricReport> reports) {
        Map<String, List<MetricReport>> byName = new LinkedHashMap<>();
        reports.forEach(report -> byName.computeIfAbsent(report.name(), _ -> new ArrayList<>()).add(report));
        return byName.values().stream().map(MetricReport::value).toList();
    }

    private static MetricValue value(List<MetricReport> ofOne) {
        double sum = 0;
        double weight = 0;
        for (Part part : ofOne.stream().flatMap(report -> report.parts().stream())
            .sorted(Comparator.comparingInt(Part::shard)).toList()) {
            sum += part.sum();
            weight += part.weight();
        }
        MetricReport any = ofOne.getFirst();
        return new MetricValue(any.name(), any.form().of(sum / weight));
    }
}
