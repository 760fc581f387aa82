package io.ringmaster.tensor.backend;

/// A function of two elements.
public enum Binary {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /// The quotient rounded down.
    FLOOR_DIVIDE,
    /// What a whole-numbered quotient rounded down leaves; it has the second's sign.
    REMAINDER,
    /// The first to the power of the second.
    POWER,
    /// NaN where one is NaN.
    MINIMUM,
    /// NaN where one is NaN.
    MAXIMUM
}
