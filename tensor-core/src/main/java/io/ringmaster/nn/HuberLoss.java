package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.PairwiseLoss;

/// `(p - t)² / 2` up to a distance of `delta`, from there on straight. Shapes: both the same.
public record HuberLoss(double delta) implements Loss {

    public HuberLoss {
        if (!(delta > 0)) {
            throw new IllegalArgumentException("Huber delta %s; it is above 0".formatted(delta));
        }
    }

    public HuberLoss() {
        this(1);
    }

    @Override
    public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
        return Autograd.apply(new PairwiseLoss(new PairLoss.Huber(delta, 1), reduction), prediction, target);
    }
}
