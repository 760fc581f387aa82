package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.PairwiseLoss;

/// The Kullback-Leibler divergence of log-probabilities p from probabilities t, `t (log t - p)` for each number.
/// Shapes: both [B, ...], the same.
///
/// @param logTarget whether the target holds log-probabilities too
/// @param batchMean whether the mean is over the B distributions, as the mathematics has it, or over all numbers
public record KLDivLoss(boolean logTarget, boolean batchMean) implements Loss {

    /// Probabilities, and the mean over the batch.
    public KLDivLoss() {
        this(false, true);
    }

    @Override
    public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
        PairLoss divergence = new PairLoss.KullbackLeibler(logTarget);
        if (reduction == Reduction.MEAN && batchMean) {
            Tensor sum = Autograd.apply(new PairwiseLoss(divergence, Reduction.SUM), prediction, target);
            return sum.mul(1.0 / distributions(prediction));
        }
        return Autograd.apply(new PairwiseLoss(divergence, reduction), prediction, target);
    }

    @Override
    public Tensor weight(Tensor prediction, Tensor target) {
        long count = batchMean ? distributions(prediction) : prediction.elements();
        return Tensor.full((double) count, Shape.SCALAR, prediction.dtype(), prediction.device());
    }

    private static long distributions(Tensor prediction) {
        return prediction.shape().rank() == 0 ? 1 : prediction.dim(0);
    }
}
