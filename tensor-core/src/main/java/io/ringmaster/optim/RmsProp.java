package io.ringmaster.optim;

import io.ringmaster.tensor.backend.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/// RMSprop: each gradient is divided by the root of the running mean of squares.
///
/// State: `square_avg`; `grad_avg` where centered; `momentum_buffer` where momentum is not 0.
///
/// @param alpha    what is kept of the mean of squares
/// @param centered whether the divisor is the gradients' deviation instead
public record RmsProp(
    double learningRate, double alpha, double epsilon, double weightDecay, double momentum, boolean centered)
    implements Algorithm {

    public RmsProp {
        Hyperparameter.notNegative("learning rate", learningRate);
        Hyperparameter.part("alpha", alpha);
        Hyperparameter.notNegative("epsilon", epsilon);
        Hyperparameter.notNegative("weight decay", weightDecay);
        Hyperparameter.part("momentum", momentum);
    }

    public static RmsProp of(double learningRate) {
        return new RmsProp(learningRate, 0.99, 1e-8, 0, 0, false);
    }

    public RmsProp learningRate(double rate) {
        return new RmsProp(rate, alpha, epsilon, weightDecay, momentum, centered);
    }

    public RmsProp alpha(double part) {
        return new RmsProp(learningRate, part, epsilon, weightDecay, momentum, centered);
    }

    public RmsProp epsilon(double epsilon) {
        return new RmsProp(learningRate, alpha, epsilon, weightDecay, momentum, centered);
    }

    public RmsProp weightDecay(double decay) {
        return new RmsProp(learningRate, alpha, epsilon, decay, momentum, centered);
    }

    public RmsProp momentum(double part) {
        return new RmsProp(learningRate, alpha, epsilon, weightDecay, part, centered);
    }

    public RmsProp centered(boolean wanted) {
        return new RmsProp(learningRate, alpha, epsilon, weightDecay, momentum, wanted);
    }

    @Override
    public List<String> state() {
        List<String> names = new ArrayList<>(List.of("square_avg"));
        if (centered) {
            names.add("grad_avg");
        }
        if (momentum != 0) {
            names.add("momentum_buffer");
        }
        return names;
    }

    @Override
    public UpdateRule rule(double rate, long step) {
        return new UpdateRule.RmsProp(
            rate, new UpdateRule.RmsProp.Averaging(alpha, epsilon), weightDecay, momentum, centered);
    }
}
