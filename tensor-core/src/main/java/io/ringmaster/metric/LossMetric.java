package io.ringmaster.metric;

import io.ringmaster.nn.Loss;
import io.ringmaster.tensor.Tensor;

/// A function of a mean loss.
record LossMetric(Loss loss, Form form) implements Metric {

    @Override
    public Part of(Tensor prediction, Tensor target) {
        MeanLoss mean = MeanLoss.of(loss, prediction, target);
        return new Part(mean.sum(), mean.weight());
    }
}
