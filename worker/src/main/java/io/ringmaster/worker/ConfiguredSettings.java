package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.job.JobSettings;
import io.ringmaster.job.RateReduction;
import io.ringmaster.metric.Metric;
import io.ringmaster.nn.BCEWithLogitsLoss;
import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.HuberLoss;
import io.ringmaster.nn.L1Loss;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.MSELoss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ObjectiveConfig;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.Digits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
        });
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
        return new ConfigException(what + ".kind", ("%s.kind is job but %s has no method %s of its own; write it, or choose another "
            + "kind with --set %s.kind=...").formatted(what, job.code().job(), what, what));
    }

    @Override
    public Tensor predict(Layer model, Tensor features) {
        return Networks.predict(job.model(), model, features);
    }

    @Override
    public Loss loss() {
        return switch (job.objective().loss()) {
            case LossConfig.CrossEntropy(var smoothing, var ignored) -> {
                CrossEntropyLoss smooth = new CrossEntropyLoss().labelSmoothing(smoothing);
                yield ignored.isEmpty() ? smooth : smooth.ignoreIndex(ignored.getFirst());
            }
            case LossConfig.SquaredError _ -> new MSELoss();
            case LossConfig.AbsoluteError _ -> new L1Loss();
            case LossConfig.Huber(var delta) -> new HuberLoss(delta);
            case LossConfig.BinaryCrossEntropy _ -> new BCEWithLogitsLoss();
        };
    }

    @Override
    public Map<String, Metric> metrics(JobData data) {
        List<ObjectiveConfig.Metric> named = job.objective().metrics();
        Map<String, Metric> metrics = new LinkedHashMap<>();
        (named.isEmpty() ? usual(data) : named).forEach(kind ->
            metrics.put(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), metric(kind)));
        return metrics;
    }

    private static List<ObjectiveConfig.Metric> usual(JobData data) {
        if (data.classes() == 0) {
            return List.of();
        }
        return data.train().target().elements() > 1
            ? List.of(ObjectiveConfig.Metric.ACCURACY, ObjectiveConfig.Metric.PERPLEXITY) : List.of(ObjectiveConfig.Metric.ACCURACY);
    }

    private static Metric metric(ObjectiveConfig.Metric kind) {
        return switch (kind) {
            case ACCURACY -> Metric.accuracy();
            case TOP5_ACCURACY -> Metric.accuracyOfTop(5);
            case PERPLEXITY -> Metric.perplexity(new CrossEntropyLoss());
            case RMSE -> Metric.rootMeanSquaredError();
            case MAE -> Metric.loss(new L1Loss());
        };
    }

    @Override
    public Optimizer optimizer(ParameterBuffer parameters) {
        return Algorithms.optimizer(job.optimizer(), parameters);
    }

    @Override
    public Schedule schedule(long stepsPerEpoch) {
        return RateSchedule.of(job.schedule(), job.training().epochs(), stepsPerEpoch);
    }

    @Override
    public Optional<RateReduction> rateReduction() {
        return RateSchedule.reduction(job.schedule());
    }
}
