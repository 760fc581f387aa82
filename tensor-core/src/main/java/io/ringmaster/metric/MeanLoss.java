package io.ringmaster.metric;

import io.ringmaster.nn.Loss;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;

/// A loss over many batches: its sum, and what the mean divides it by.
public record MeanLoss(double sum, double weight) {

    /// Of nothing yet.
    public static final MeanLoss NONE = new MeanLoss(0, 0);

    public static MeanLoss of(Loss loss, Tensor prediction, Tensor target) {
        try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open()) {
            return new MeanLoss(loss.sum(prediction, target).item(), loss.weight(prediction, target).item());
        }
    }

    public MeanLoss plus(MeanLoss other) {
        return new MeanLoss(sum + other.sum, weight + other.weight);
    }

    /// NaN of nothing.
    public double value() {
        return sum / weight;
    }

    /// Where the loss is a cross-entropy: between how many equally likely classes the model would be as unsure.
    public double perplexity() {
        return Math.exp(value());
    }
}
