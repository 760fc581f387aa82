package io.ringmaster.proto;

/// How much of a worker's state is meant.
public enum StateKind {
    /// The parameters, under the names and layouts that PyTorch gives them.
    MODEL,
    /// All that the next step depends on: parameters, optimizer moments, exponents of the reduction, the step's number.
    FULL
}
