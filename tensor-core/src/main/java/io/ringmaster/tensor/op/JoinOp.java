package io.ringmaster.tensor.op;

/// An op of any number of tensors of one dtype.
public sealed interface JoinOp extends Op permits Concatenate {}
