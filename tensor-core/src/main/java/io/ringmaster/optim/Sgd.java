package io.ringmaster.optim;

import io.ringmaster.tensor.backend.UpdateRule;
import java.util.List;

/// Stochastic gradient descent.
///
/// State: `momentum_buffer` where momentum is not 0.
///
/// @param momentum  how much of the last step goes on, from 0 to below 1
/// @param dampening what the momentum loses of each gradient but the first
/// @param nesterov  whether the gradient looks ahead along the momentum
public record Sgd(double learningRate, double momentum, double dampening, double weightDecay, boolean nesterov)
    implements Algorithm {

    public Sgd {
        Hyperparameter.notNegative("learning rate", learningRate);
        Hyperparameter.part("momentum", momentum);
        Hyperparameter.part("dampening", dampening);
        Hyperparameter.notNegative("weight decay", weightDecay);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("Nesterov's momentum with momentum %s and dampening %s; it takes momentum "
                .formatted(momentum, dampening) + "and no dampening");
        }
    }

    public static Sgd of(double learningRate) {
        return new Sgd(learningRate, 0, 0, 0, false);
    }

    public Sgd learningRate(double rate) {
        return new Sgd(rate, momentum, dampening, weightDecay, nesterov);
    }

    public Sgd momentum(double part) {
        return new Sgd(learningRate, part, dampening, weightDecay, nesterov);
    }

    public Sgd dampening(double part) {
        return new Sgd(learningRate, momentum, part, weightDecay, nesterov);
    }

    public Sgd weightDecay(double decay) {
        return new Sgd(learningRate, momentum, dampening, decay, nesterov);
    }

    public Sgd nesterov(boolean wanted) {
        return new Sgd(learningRate, momentum, dampening, weightDecay, wanted);
    }

    @Override
    public List<String> state() {
        return momentum == 0 ? List.of() : List.of("momentum_buffer");
    }

    /// The momentum begins as the first gradient, whole.
    @Override
    public UpdateRule rule(double rate, long step) {
        return new UpdateRule.Sgd(rate, momentum, step == 1 ? 0 : dampening, weightDecay, nesterov);
    }
}
