package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.PairwiseLoss;

/// `(p - t)² / (2 beta)` up to a distance of `beta`, from there on straight; with 0, [L1Loss]. Shapes: both the same.
public record SmoothL1Loss(double beta) implements Loss {

    public SmoothL1Loss {
        if (!(beta >= 0)) {
            throw new IllegalArgumentException("smooth L1 beta %s; it is 0 or more".formatted(beta));
        }
    }

    public SmoothL1Loss() {
        this(1);
    }

    private PairLoss function() {
        return beta == 0 ? new PairLoss.Absolute() : new PairLoss.Huber(beta, 1 / beta);
    }

    @Override
    public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
        return Autograd.apply(new PairwiseLoss(function(), reduction), prediction, target);
    }
}
