package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.PairwiseLoss;

/// Squared differences, `(p - t)²`. Shapes: both the same.
public record MSELoss() implements Loss {

    @Override
    public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
        return Autograd.apply(new PairwiseLoss(new PairLoss.Squared(), reduction), prediction, target);
    }
}
