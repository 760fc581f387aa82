package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.PairwiseLoss;

/// Binary cross-entropy of probabilities, `-(t log p + (1 - t) log(1 - p))`; logarithms stop at -100.
/// [BCEWithLogitsLoss] computes it more exactly from logits.
///
/// Shapes: both the same.
public final class BCELoss implements Loss {

    private final ElementWeights weights;

    public BCELoss() {
        this(ElementWeights.EQUAL);
    }

    private BCELoss(ElementWeights weights) {
        this.weights = weights;
    }

    /// @param weights of each number's loss, repeating over the shape; stays the caller's
    public BCELoss weights(Tensor weights) {
        return new BCELoss(ElementWeights.of(weights));
    }

    @Override
    public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
        PairLoss loss = new PairLoss.BinaryCrossEntropy();
        if (weights.areEqual()) {
            return Autograd.apply(new PairwiseLoss(loss, reduction), prediction, target);
        }
        return weights.reduce(Autograd.apply(new PairwiseLoss(loss, Reduction.NONE), prediction, target), reduction);
    }
}
