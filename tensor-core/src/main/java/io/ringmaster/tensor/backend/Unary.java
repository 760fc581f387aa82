package io.ringmaster.tensor.backend;

/// A function of one element.
public enum Unary {
    /// `max(x, 0)`; NaN stays NaN.
    RELU
}
