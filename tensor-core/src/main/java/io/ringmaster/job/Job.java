package io.ringmaster.job;

import io.ringmaster.metric.Metric;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Schedule;
import io.ringmaster.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/// What is trained: a model on data, by a loss, with an optimizer, judged by metrics. A class of one's own says what is
/// its own; all else is as the job file and the command line have it. The built-in jobs are jobs that say nothing.
///
/// ```java
/// public final class Spirals implements Job {
///
///     @Override
///     public JobData data(JobSettings settings) {
///         return new JobData(spirals(settings.seed(), 3_000), spirals(settings.seed() + 1, 600));
///     }
///
///     @Override
///     public Layer model(JobSettings settings, JobData data) {
///         return Mlp.of(2, 64, 64, data.classes());
///     }
/// }
/// ```
/// `ringmaster train --jar spirals.jar --job Spirals` runs it. It has a public constructor without parameters; each worker
/// makes an object of its own and calls it on one thread.
///
/// Every worker, wherever it is, must come to the same: samples, model and all else depend on the settings alone, not on
/// the time, the machine or random numbers from elsewhere. Workers compare fingerprints of their data and digests of their
/// parameters, and a run in which they differ ends.
public interface Job {

    /// The samples to learn from and to judge by. A process calls it once, for all its workers.
    default JobData data(JobSettings settings) {
        return settings.data();
    }

    /// The network, without values: they are drawn from the run's seed.
    default Layer model(JobSettings settings, JobData data) {
        return settings.model(data);
    }

    /// What the network makes of a batch's features, in the shape that the loss and the metrics take.
    default Tensor predict(JobSettings settings, Layer model, Tensor features) {
        return settings.predict(model, features);
    }

    /// What training makes small.
    default Loss loss(JobSettings settings) {
        return settings.loss();
    }

    /// What an evaluation tells beside the loss, by name: small letters, digits and `-`.
    default Map<String, Metric> metrics(JobSettings settings, JobData data) {
        return settings.metrics(data);
    }

    /// What changes the parameters by their gradients.
    default Optimizer optimizer(JobSettings settings, ParameterBuffer parameters) {
        return settings.optimizer(parameters);
    }

    /// The learning rate over the run's steps, counted from 0.
    default Schedule schedule(JobSettings settings, long stepsPerEpoch) {
        return settings.schedule(stepsPerEpoch);
    }

    /// How evaluations make the learning rate smaller, where they do. What it makes of the optimizer's rate is what
    /// [#schedule] starts from.
    default Optional<RateReduction> rateReduction(JobSettings settings) {
        return settings.rateReduction();
    }

    /// Whether `predict` and `loss` do the same work on tensors in each step, whatever the step and the values, once the shapes
    /// are the same. Then they are called once for each shape, and their kernels run again without them: a step makes less
    /// garbage and takes some microseconds less. What they draw from [io.ringmaster.nn.StepContext#nextStream], as dropout does,
    /// still differs from step to step; where they take a stream's numbers themselves, they are called each time all the same.
    ///
    /// Leave it false where a forward pass counts its calls or looks at anything else that changes.
    default boolean repeats() {
        return false;
    }
}
