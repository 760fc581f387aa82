package io.ringmaster.tensor.backend;

/// One step of stochastic gradient descent: `g += weightDecay p; m = momentum m + g; p -= learningRate m`.
public record SgdRule(double learningRate, double momentum, double weightDecay) {}
