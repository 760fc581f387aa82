package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.PairwiseLoss;

/// Distances, `|p - t|`. Shapes: both the same.
public record L1Loss() implements Loss {

    @Override
    public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
        return Autograd.apply(new PairwiseLoss(new PairLoss.Absolute(), reduction), prediction, target);
    }
}
