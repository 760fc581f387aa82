package io.ringmaster.worker;

import io.ringmaster.metric.Metric;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.tensor.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What a job trains and by what it is judged: pure functions of a batch's tensors.
///
/// The network has no values at first.
///
/// @param predictor what the network makes of features, as the loss and the metrics take it
/// @param metrics   by name, in the order in which they are told
/// @param repeats   whether predictor and loss do the same work in each step, see [io.ringmaster.job.Job#repeats]
record JobModel(Layer net, UnaryOperator<Tensor> predictor, Loss loss, Map<String, Metric> metrics, boolean repeats) {

    /// What a batch comes to. The mean over batches is the sum of the sums over the sum of the weights. Shapes: both [].
    record BatchLoss(Tensor sum, Tensor weight) {}

    private static final String NAMES = "[a-z0-9][a-z0-9-]{0,31}";

    JobModel {
        for (String name : metrics.keySet()) {
            if (!name.matches(NAMES)) {
                throw new ConfigException("metrics",
                    "a metric is named \"%s\"; a name is 1 to 32 small letters, digits or \"-\"".formatted(name));
            }
        }
    }

    Tensor predict(Tensor features) {
        return predictor.apply(features);
    }

    BatchLoss loss(Tensor features, Tensor targets) {
        Tensor prediction = predict(features);
        return new BatchLoss(loss.sum(prediction, targets), loss.weight(prediction, targets));
    }
}
