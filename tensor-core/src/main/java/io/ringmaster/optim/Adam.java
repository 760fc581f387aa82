package io.ringmaster.optim;

import io.ringmaster.tensor.backend.UpdateRule;
import java.util.List;

/// Adam: each step follows the mean of gradients, divided by the root of the mean of their squares.
///
/// State: `exp_avg`, `exp_avg_sq`, and with AMSGrad `max_exp_avg_sq`. Source: Kingma and Ba 2015.
///
/// @param decoupled whether weight decay shrinks the parameters themselves, as [AdamW] does, or is added to gradients
/// @param amsgrad   whether the largest mean of squares so far is the divisor
public record Adam(
    double learningRate, Betas betas, double epsilon, double weightDecay, boolean decoupled, boolean amsgrad)
    implements Algorithm {

    public Adam {
        Hyperparameter.notNegative("learning rate", learningRate);
        Hyperparameter.notNegative("epsilon", epsilon);
        Hyperparameter.notNegative("weight decay", weightDecay);
    }

    public static Adam of(double learningRate) {
        return new Adam(learningRate, Betas.DEFAULT, 1e-8, 0, false, false);
    }

    public Adam learningRate(double rate) {
        return new Adam(rate, betas, epsilon, weightDecay, decoupled, amsgrad);
    }

    public Adam betas(double first, double second) {
        return new Adam(learningRate, new Betas(first, second), epsilon, weightDecay, decoupled, amsgrad);
    }

    public Adam epsilon(double epsilon) {
        return new Adam(learningRate, betas, epsilon, weightDecay, decoupled, amsgrad);
    }

    public Adam weightDecay(double decay) {
        return new Adam(learningRate, betas, epsilon, decay, decoupled, amsgrad);
    }

    public Adam amsgrad(boolean wanted) {
        return new Adam(learningRate, betas, epsilon, weightDecay, decoupled, wanted);
    }

    @Override
    public List<String> state() {
        return amsgrad ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq") : List.of("exp_avg", "exp_avg_sq");
    }

    @Override
    public UpdateRule rule(double rate, long step) {
        return new UpdateRule.Adam(rate, betas.moments(epsilon, step), weightDecay, decoupled, amsgrad);
    }
}
