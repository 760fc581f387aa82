package io.ringmaster.tensor;

/// Elements picked along one dim, and where they were.
///
/// @param indices int64, in the order of the values
public record Indexed(Tensor values, Tensor indices) {}
