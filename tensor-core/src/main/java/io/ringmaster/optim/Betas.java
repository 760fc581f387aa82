package io.ringmaster.optim;

import io.ringmaster.tensor.backend.UpdateRule;

/// How much of their last value running means keep.
///
/// @param first  of the mean of gradients
/// @param second of the mean of their squares
public record Betas(double first, double second) {

    public static final Betas DEFAULT = new Betas(0.9, 0.999);

    public Betas {
        Hyperparameter.part("first beta", first);
        Hyperparameter.part("second beta", second);
    }

    UpdateRule.Moments moments(double epsilon, long step) {
        return new UpdateRule.Moments(first, second, epsilon, step);
    }
}
