package io.ringmaster.job;

import io.ringmaster.optim.ReduceOnPlateau;

/// A learning rate that shrinks when evaluations, one after each epoch, stop getting better.
///
/// ```java
/// RateReduction.ofLoss(ReduceOnPlateau.ofLoss().factor(0.5).patience(3))
/// new RateReduction("accuracy", ReduceOnPlateau.ofScore(), 0)
/// ```
///
/// @param measure what is looked at: [#LOSS], or one of the job's metrics by its name
/// @param rule    what is better, and how far the rate goes down; its counts are of epochs
/// @param warmUp  how many epochs from the first on don't count against its patience
public record RateReduction(String measure, ReduceOnPlateau rule, int warmUp) {

    /// The name of the mean loss over all evaluation samples.
    public static final String LOSS = "loss";

    public RateReduction {
        if (measure.equals(LOSS) && rule.grows()) {
            throw new IllegalArgumentException("a rate that follows the loss as a measure that is to grow; training makes it "
                + "small, so begin with ReduceOnPlateau.ofLoss(), or name a metric");
        }
        if (warmUp < 0) {
            throw new IllegalArgumentException("a warm-up of %d epochs; it is 0 or more".formatted(warmUp));
        }
    }

    /// By the loss, from the first epoch on.
    public static RateReduction ofLoss(ReduceOnPlateau rule) {
        return new RateReduction(LOSS, rule, 0);
    }

    /// Before the first evaluation.
    public ReduceOnPlateau.State start() {
        ReduceOnPlateau.State first = rule.start();
        return new ReduceOnPlateau.State(first.best(), first.worse(), warmUp, first.reductions());
    }
}
