package io.ringmaster.optim;

import io.ringmaster.tensor.backend.UpdateRule;
import java.util.List;

/// LAMB, for large batches: AdamW's step, stretched for each parameter to that parameter's own norm.
///
/// State: `exp_avg`, `exp_avg_sq`. Source: You et al. 2020, algorithm 2, with the bias correction of the authors' code.
/// PyTorch itself has no LAMB.
///
/// @param alwaysAdapt whether also parameters without weight decay are stretched, biases and norms in most recipes
public record Lamb(double learningRate, Betas betas, double epsilon, double weightDecay, boolean alwaysAdapt)
    implements Algorithm {

    public Lamb {
        Hyperparameter.notNegative("learning rate", learningRate);
        Hyperparameter.notNegative("epsilon", epsilon);
        Hyperparameter.notNegative("weight decay", weightDecay);
    }

    public static Lamb of(double learningRate) {
        return new Lamb(learningRate, Betas.DEFAULT, 1e-6, 0.01, false);
    }

    public Lamb learningRate(double rate) {
        return new Lamb(rate, betas, epsilon, weightDecay, alwaysAdapt);
    }

    public Lamb betas(double first, double second) {
        return new Lamb(learningRate, new Betas(first, second), epsilon, weightDecay, alwaysAdapt);
    }

    public Lamb epsilon(double epsilon) {
        return new Lamb(learningRate, betas, epsilon, weightDecay, alwaysAdapt);
    }

    public Lamb weightDecay(double decay) {
        return new Lamb(learningRate, betas, epsilon, decay, alwaysAdapt);
    }

    public Lamb alwaysAdapt(boolean wanted) {
        return new Lamb(learningRate, betas, epsilon, weightDecay, wanted);
    }

    @Override
    public boolean isPerParameter() {
        return true;
    }

    @Override
    public List<String> state() {
        return List.of("exp_avg", "exp_avg_sq");
    }

    @Override
    public UpdateRule rule(double rate, long step) {
        return new UpdateRule.Lamb(
            rate, betas.moments(epsilon, step), weightDecay, alwaysAdapt || weightDecay != 0);
    }
}
