package io.ringmaster.tensor.backend;

/// What becomes of a loss's parts.
public enum Reduction {
    /// Each stays.
    NONE,
    /// Their sum.
    SUM,
    /// Their sum over their weights'.
    MEAN
}
