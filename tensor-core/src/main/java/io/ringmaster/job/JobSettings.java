package io.ringmaster.job;

import io.ringmaster.metric.Metric;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Schedule;
import io.ringmaster.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a run's job file and command line say, for a [Job] to follow or to leave.
public interface JobSettings {

    /// Where every random stream of the run begins: `seed`.
    long seed();

    /// Passes over the training samples: `training.epochs`.
    int epochs();

    /// Samples in a global batch, all workers together: `training.batch`.
    int batch();

    /// Where this machine has the data files: `--data`, or the folder that the run was started in.
    Path dataFolder();

    /// The samples that the section `data` says.
    JobData data();

    /// The network that the section `model` says, without values.
    Layer model(JobData data);

    /// What that network makes of a batch's features, in the shape that [#loss] and [#metrics] take; any other network's
    /// forward.
    Tensor predict(Layer model, Tensor features);

    /// The loss that the section `loss` says.
    Loss loss();

    /// The metrics that `metrics` says, or else those that are usual for the data, by name.
    Map<String, Metric> metrics(JobData data);

    /// The optimizer that the section `optimizer` says.
    Optimizer optimizer(ParameterBuffer parameters);

    /// The learning rate over a run's steps, counted from 0, that the section `schedule` says.
    Schedule schedule(long stepsPerEpoch);

    /// The reduction that the section `schedule` says; empty where its kind is another.
    Optional<RateReduction> rateReduction();
}
