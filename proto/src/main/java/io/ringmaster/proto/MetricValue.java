package io.ringmaster.proto;

/// A metric over all that was evaluated; NaN where nothing counted.
public record MetricValue(String name, double value) {}
