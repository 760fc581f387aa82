package io.ringmaster.proto.config;

/// How the gradients of a step's shards are summed.
public enum GradientReduction {
    /// As integers on a grid that all shards share: the sum has the same bits on any number of workers.
    EXACT,
    /// As float32, in an order that depends on who computes which shards.
    FLOAT32
}
