package io.ringmaster.worker;

import io.ringmaster.job.RateReduction;
import io.ringmaster.metric.Metric;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.BatchMemory;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.SampleOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks at what a model makes of samples, without changing it.
///
/// How a shard is cut into batches does not depend on who evaluates the others.
/// Thread: the compute thread alone.
record Evaluation(JobModel model, Device device) {

    private static final int MOST_SAMPLES = 512;
    private static final long MOST_TARGETS = 1 << 13;
    private static final long MOST_VALUES = 1 << 20;

    /// What an evaluation found.
    record Score(List<ShardLoss> losses, List<MetricReport> metrics) {

        /// One of the metrics, or the loss as if it were one.
        MetricReport measure(String name) {
            return name.equals(RateReduction.LOSS)
                ? new MetricReport(name, MetricReport.Form.MEAN, losses.stream()
                    .map(loss -> new MetricReport.Part(loss.shard(), loss.sum(), loss.weight())).toList())
                : metrics.stream().filter(metric -> metric.name().equals(name)).findFirst().orElseThrow();
        }
    }

    /// What a batch, or several, came to.
    private record Judgement(double lossSum, double weight, Map<String, Metric.Part> metrics) {

        private static final Judgement NONE = new Judgement(0, 0, Map.of());

        Judgement plus(Judgement other) {
            Map<String, Metric.Part> joined = new LinkedHashMap<>(metrics);
            other.metrics.forEach((name, part) -> joined.merge(name, part, Metric.Part::plus));
            return new Judgement(lossSum + other.lossSum, weight + other.weight, joined);
        }
    }

    static Evaluation of(JobModel model, Device device) {
        return new Evaluation(model, device);
    }

    /// What the first sample weighs; a model that can't take the data fails here.
    double weightOfFirst(Dataset dataset) {
        return judge(dataset, 0, 1).weight();
    }

    Score score(Dataset dataset, List<ShardSlice> slices) {
        List<ShardLoss> losses = new ArrayList<>();
        Map<String, List<MetricReport.Part>> parts = new LinkedHashMap<>();
        model.metrics().keySet().forEach(name -> parts.put(name, new ArrayList<>()));
        for (ShardSlice slice : slices) {
            Judgement shard = judge(dataset, slice.from(), slice.to());
            losses.add(new ShardLoss(slice.shard(), shard.lossSum(), shard.weight(), slice.samples()));
            parts.forEach((name, of) -> {
                Metric.Part part = shard.metrics().getOrDefault(name, Metric.Part.NONE);
                of.add(new MetricReport.Part(slice.shard(), part.sum(), part.weight()));
            });
        }
        return new Score(losses, parts.entrySet().stream()
            .map(each -> new MetricReport(each.getKey(), form(model.metrics().get(each.getKey())), each.getValue())).toList());
    }

    private static MetricReport.Form form(Metric metric) {
        return switch (metric.form()) {
            case MEAN -> MetricReport.Form.MEAN;
            case EXPONENTIAL -> MetricReport.Form.EXPONENTIAL;
            case ROOT -> MetricReport.Form.ROOT;
        };
    }

    /// Judges the samples `from` to `to` - 1, one batch after another.
    private Judgement judge(Dataset dataset, long from, long to) {
        BatchReader reader = new BatchReader(dataset, SampleOrder.sequential(dataset.size()));
        int most = batch(dataset);
        Judgement all = Judgement.NONE;
        model.net().eval();
        try (NoGrad _ = NoGrad.open(); BatchMemory memory = BatchMemory.of(Backends.of(device).allocator(), dataset)) {
            for (long at = from; at < to; at += most) {
                Batch batch = memory.room((int) Math.min(most, to - at));
                reader.read(at, at + batch.samples(), batch);
                all = all.plus(judge(batch));
            }
        }
        return all;
    }

    private Judgement judge(Batch batch) {
        try (Scope _ = Scope.open()) {
            Tensor targets = batch.targetsOn(device);
            Tensor prediction = model.predict(batch.featuresOn(device));
            Map<String, Metric.Part> metrics = new LinkedHashMap<>();
            model.metrics().forEach((name, metric) -> metrics.put(name, metric.of(prediction, targets)));
            return new Judgement(
                model.loss().sum(prediction, targets).item(), model.loss().weight(prediction, targets).item(), metrics);
        }
    }

    /// How many samples are judged at once: the more there is of each, the fewer.
    private static int batch(Dataset dataset) {
        long bySize = MOST_VALUES / Math.max(1, dataset.features().elements());
        long byTargets = MOST_TARGETS / Math.max(1, dataset.target().elements());
        return Math.clamp(Math.min(bySize, byTargets), 1, MOST_SAMPLES);
    }
}
