package io.ringmaster.tensor.backend;

/// A function of two elements.
public enum Binary {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /// The second where the first, an output of ReLU, is above 0; else 0.
    RELU_GRADIENT
}
