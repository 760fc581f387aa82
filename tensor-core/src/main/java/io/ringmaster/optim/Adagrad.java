package io.ringmaster.optim;

import io.ringmaster.tensor.backend.UpdateRule;
import java.util.List;

/// Adagrad: each gradient is divided by the root of the sum of all squares so far. Source: Duchi et al. 2011.
///
/// State: `sum`, which starts at `initialAccumulator`.
///
/// @param rateDecay how the learning rate shrinks with the n-th step: by `1 + (n - 1) rateDecay`
public record Adagrad(
    double learningRate, double rateDecay, double weightDecay, double initialAccumulator, double epsilon)
    implements Algorithm {

    public Adagrad {
        Hyperparameter.notNegative("learning rate", learningRate);
        Hyperparameter.notNegative("decay of the learning rate", rateDecay);
        Hyperparameter.notNegative("weight decay", weightDecay);
        Hyperparameter.notNegative("initial accumulator", initialAccumulator);
        Hyperparameter.notNegative("epsilon", epsilon);
    }

    public static Adagrad of(double learningRate) {
        return new Adagrad(learningRate, 0, 0, 0, 1e-10);
    }

    public Adagrad learningRate(double rate) {
        return new Adagrad(rate, rateDecay, weightDecay, initialAccumulator, epsilon);
    }

    public Adagrad rateDecay(double decay) {
        return new Adagrad(learningRate, decay, weightDecay, initialAccumulator, epsilon);
    }

    public Adagrad weightDecay(double decay) {
        return new Adagrad(learningRate, rateDecay, decay, initialAccumulator, epsilon);
    }

    public Adagrad initialAccumulator(double value) {
        return new Adagrad(learningRate, rateDecay, weightDecay, value, epsilon);
    }

    public Adagrad epsilon(double epsilon) {
        return new Adagrad(learningRate, rateDecay, weightDecay, initialAccumulator, epsilon);
    }

    @Override
    public List<String> state() {
        return List.of("sum");
    }

    @Override
    public double initialState() {
        return initialAccumulator;
    }

    @Override
    public UpdateRule rule(double rate, long step) {
        return new UpdateRule.Adagrad(rate / (1 + (step - 1) * rateDecay), weightDecay, epsilon);
    }
}
