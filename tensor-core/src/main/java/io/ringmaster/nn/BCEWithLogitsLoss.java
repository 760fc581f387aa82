package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.PairwiseLoss;
import java.util.List;

/// Binary cross-entropy of logits' sigmoids. Shapes: both the same.
public final class BCEWithLogitsLoss implements Loss {

    private static final PairLoss LOSS = new PairLoss.BinaryCrossEntropyWithLogits();

    private final ElementWeights weights;
    private final List<Tensor> positiveWeight;

    public BCEWithLogitsLoss() {
        this(ElementWeights.EQUAL, List.of());
    }

    private BCEWithLogitsLoss(ElementWeights weights, List<Tensor> positiveWeight) {
        this.weights = weights;
        this.positiveWeight = positiveWeight;
    }

    /// @param weights of each number's loss, repeating over the shape; stays the caller's
    public BCEWithLogitsLoss weights(Tensor weights) {
        return new BCEWithLogitsLoss(ElementWeights.of(weights), positiveWeight);
    }

    /// @param weight how much positive targets count against negative ones, repeating over the shape, such as one for
    ///               each class in the last dim; stays the caller's
    public BCEWithLogitsLoss positiveWeight(Tensor weight) {
        return new BCEWithLogitsLoss(weights, List.of(weight));
    }

    @Override
    public Tensor of(Tensor logits, Tensor target, Reduction reduction) {
        if (weights.areEqual() && positiveWeight.isEmpty()) {
            return Autograd.apply(new PairwiseLoss(LOSS, reduction), logits, target);
        }
        return weights.reduce(positiveWeight.isEmpty() ? plain(logits, target) : weighted(logits, target), reduction);
    }

    private static Tensor plain(Tensor logits, Tensor target) {
        return Autograd.apply(new PairwiseLoss(LOSS, Reduction.NONE), logits, target);
    }

    /// A positive part of a target weighs that much more of what a target of 1 loses.
    private Tensor weighted(Tensor logits, Tensor target) {
        Tensor one = Tensor.ones(Shape.SCALAR, logits.dtype(), logits.device());
        Tensor ones = Tensor.ones(logits.shape(), logits.dtype(), logits.device());
        Tensor more = target.mul(positiveWeight.getFirst().sub(one));
        return plain(logits, target).add(plain(logits, ones).mul(more));
    }
}
