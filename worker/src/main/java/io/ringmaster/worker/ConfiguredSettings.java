package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.job.JobSettings;
import io.ringmaster.metric.Metric;
import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.Digits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A job's settings, of its configuration.
///
/// @param directory where this machine has the data files; empty: where the job says
record ConfiguredSettings(JobConfig job, String directory) implements JobSettings {

    @Override
    public long seed() {
        return job.seed();
    }

    @Override
    public int epochs() {
        return job.training().epochs();
    }

    @Override
    public int batch() {
        return job.training().batch();
    }

    @Override
    public Path dataFolder() {
        return Path.of(switch (job.data()) {
            case DataConfig.Stored stored when directory.isEmpty() -> stored.directory();
            case DataConfig.OfJob ofJob when directory.isEmpty() -> ofJob.directory();
            case DataConfig.Stored _, DataConfig.OfJob _, DataConfig.Digits _ -> directory;
        }).toAbsolutePath();
    }

    @Override
    public JobData data() {
        return switch (job.data()) {
            case DataConfig.Digits(var train, var eval) -> new JobData(Digits.training(seed(), train), Digits.evaluation(seed(), eval));
            case DataConfig.Stored stored -> new StoredData(dataFolder(), seed()).read(stored);
            case DataConfig.OfJob _ -> throw left("data");
        };
    }

    @Override
    public Layer model(JobData data) {
        return Networks.build(job.model(), data).orElseThrow(() -> left("model"));
    }

    private ConfigException left(String what) {
        return new ConfigException(what + ".kind", "%s.kind is job but %s has no method %s of its own; write it, or choose another kind with --set %s.kind=..."
            .formatted(what, job.code().job(), what, what));
    }

    @Override
    public Tensor predict(Layer model, Tensor features) {
        return Networks.predict(job.model(), model, features);
    }

    @Override
    public Loss loss() {
        return new CrossEntropyLoss();
    }

    @Override
    public Map<String, Metric> metrics(JobData data) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        if (data.classes() > 0) {
            metrics.put("accuracy", Metric.accuracy());
        }
        if (data.classes() > 0 && data.train().target().elements() > 1) {
            metrics.put("perplexity", Metric.perplexity(loss()));
        }
        return metrics;
    }

    @Override
    public Optimizer optimizer(ParameterBuffer parameters) {
        return Algorithms.optimizer(job.optimizer(), parameters);
    }

    @Override
    public Schedule schedule(long stepsPerEpoch) {
        return RateSchedule.of(job.schedule(), job.training().epochs(), stepsPerEpoch);
    }
}
