package io.ringmaster.worker;

import io.ringmaster.job.Job;
import io.ringmaster.job.JobData;
import io.ringmaster.job.JobSettings;
import io.ringmaster.job.RateReduction;
import io.ringmaster.metric.Metric;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A run's job as a worker follows it: the configuration, and the class or the settings that say what is trained.
final class WorkerJob {

    private final JobConfig config;
    private final Job job;
    private final JobSettings settings;
    private final Guard guard;

    private WorkerJob(JobConfig config, Job job, JobSettings settings) {
        this.config = config;
        this.job = job;
        this.settings = settings;
        guard = new Guard(config.code().job());
    }

    /// Throws [ConfigException] where the jar has not the class that the run says.
    ///
    /// @param directory where this machine has the data files; empty: where the job says
    static WorkerJob of(JobConfig config, JobJar jar, String directory) {
        return new WorkerJob(config, jar.create(config.code()), new ConfiguredSettings(config, directory));
    }

    /// As a class of the jar has it, which need not be the jar that the run was started with.
    static WorkerJob again(JobConfig config, JobJar jar, String directory) {
        Job job = config.code().isGiven() ? jar.create(config.code().job()) : jar.create(config.code());
        return new WorkerJob(config, job, new ConfiguredSettings(config, directory));
    }

    JobConfig config() {
        return config;
    }

    /// Throws [ConfigException] or [DataException] where there is no such data, or too little.
    JobData data() {
        JobData all = guard.call("data", () -> job.data(settings));
        JobData data = config.data() instanceof DataConfig.OfJob(_, var train, var eval)
            ? new JobData(first("data.train-samples", train, all.train()), first("data.eval-samples", eval, all.eval())) : all;
        if (config.training().batch() > data.train().size()) {
            throw new ConfigException("training.batch", "training.batch is %d but there are only %d samples to train on; use at most as many"
                .formatted(config.training().batch(), data.train().size()));
        }
        return data;
    }

    private static Dataset first(String key, int samples, Dataset found) {
        if (samples > found.size()) {
            throw new DataException("%s is %d but the job's class has %d samples; use at most as many, or 0 for all",
                key, samples, found.size());
        }
        return samples == 0 ? found : found.slice(0, samples);
    }

    JobModel model(JobData data) {
        Layer net = guard.call("model", () -> job.model(settings, data));
        Loss loss = guard.call("loss", () -> job.loss(settings));
        Map<String, Metric> metrics = new LinkedHashMap<>();
        guard.call("metrics", () -> job.metrics(settings, data)).forEach((name, metric) -> metrics.put(name, guard.around(metric)));
        boolean repeats = !config.code().isGiven() || guard.call("repeats", job::repeats);
        return new JobModel(net, features -> predict(net, features), guard.around(loss), metrics, repeats);
    }

    private Tensor predict(Layer net, Tensor features) {
        return guard.call("predict", () -> job.predict(settings, net, features));
    }

    Optimizer optimizer(ParameterBuffer parameters) {
        return guard.call("optimizer", () -> job.optimizer(settings, parameters));
    }

    /// @param samples how many train
    Schedule schedule(long samples) {
        long stepsPerEpoch = Math.ceilDiv(samples, (long) config.training().batch());
        return guard.aroundRates(guard.call("schedule", () -> job.schedule(settings, stepsPerEpoch)));
    }

    /// What evaluations make of the rate that the schedule starts from.
    Optional<RateReduction> rateReduction() {
        return guard.call("rateReduction", () -> job.rateReduction(settings));
    }
}
