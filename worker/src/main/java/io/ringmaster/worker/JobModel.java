package io.ringmaster.worker;

import io.ringmaster.metric.Metric;
import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What a job trains and by what it is judged: pure functions of a batch's tensors.
///
/// @param predictor what the network makes of features, as the loss and the metrics take it
/// @param metrics   by name, in the order in which they are told
record JobModel(Layer net, UnaryOperator<Tensor> predictor, Loss loss, Map<String, Metric> metrics) {

    /// What a batch comes to. The mean over batches is the sum of the sums over the sum of the weights. Shapes: both [].
    record BatchLoss(Tensor sum, Tensor weight) {}

    /// The network has no values yet. Throws [ConfigException] where it can't take the data.
    static JobModel build(JobConfig job, TrainingData data) {
        Layer net = Networks.build(job.model(), data);
        Loss loss = new CrossEntropyLoss();
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", Metric.accuracy());
        if (data.train().target().elements() > 1) {
            metrics.put("perplexity", Metric.perplexity(loss));
        }
        return new JobModel(net, features -> Networks.predict(job.model(), net, features), loss, metrics);
    }

    Tensor predict(Tensor features) {
        return predictor.apply(features);
    }

    BatchLoss loss(Tensor features, Tensor targets) {
        Tensor prediction = predict(features);
        return new BatchLoss(loss.sum(prediction, targets), loss.weight(prediction, targets));
    }
}
