package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ObjectiveConfig;
import io.ringmaster.proto.config.ObjectiveConfig.Metric;
import io.ringmaster.proto.wire.JobWire;
import java.util.List;

/// What a job makes small and tells. Where it is the usual, nothing is written.
final class ObjectiveCodec {

    private ObjectiveCodec() {}

    static List<JobWire.Loss> writeLoss(LossConfig loss) {
        return loss.equals(LossConfig.CrossEntropy.PLAIN) ? List.of() : List.of(write(loss));
    }

    private static JobWire.Loss write(LossConfig loss) {
        JobWire.Loss.Builder wire = JobWire.Loss.newBuilder();
        switch (loss) {
            case LossConfig.CrossEntropy(var smoothing, var ignored) ->
                wire.getCrossEntropyBuilder().setLabelSmoothing(smoothing).addAllIgnoreIndex(ignored);
            case LossConfig.SquaredError _ -> wire.setSquaredError(JobWire.SquaredError.getDefaultInstance());
            case LossConfig.AbsoluteError _ -> wire.setAbsoluteError(JobWire.AbsoluteError.getDefaultInstance());
            case LossConfig.Huber(var delta) -> wire.getHuberBuilder().setDelta(delta);
            case LossConfig.BinaryCrossEntropy _ -> wire.setBinaryCrossEntropy(JobWire.BinaryCrossEntropy.getDefaultInstance());
        }
        return wire.build();
    }

    static List<JobWire.Metric> writeMetrics(List<Metric> metrics) {
        return metrics.stream().map(metric -> switch (metric) {
            case ACCURACY -> JobWire.Metric.METRIC_ACCURACY;
            case TOP5_ACCURACY -> JobWire.Metric.METRIC_TOP5_ACCURACY;
            case PERPLEXITY -> JobWire.Metric.METRIC_PERPLEXITY;
            case RMSE -> JobWire.Metric.METRIC_RMSE;
            case MAE -> JobWire.Metric.METRIC_MAE;
        }).toList();
    }

    static ObjectiveConfig read(List<JobWire.Loss> losses, List<JobWire.Metric> metrics) {
        if (losses.size() > 1) {
            throw new MalformedMessageException("a job has %d losses; it has one at most".formatted(losses.size()));
        }
        LossConfig loss = losses.isEmpty() ? LossConfig.CrossEntropy.PLAIN : read(losses.getFirst());
        return new ObjectiveConfig(loss, metrics.stream().map(ObjectiveCodec::read).toList());
    }

    private static LossConfig read(JobWire.Loss wire) {
        return switch (wire.getKindCase()) {
            case CROSS_ENTROPY -> new LossConfig.CrossEntropy(
                wire.getCrossEntropy().getLabelSmoothing(), wire.getCrossEntropy().getIgnoreIndexList());
            case SQUARED_ERROR -> new LossConfig.SquaredError();
            case ABSOLUTE_ERROR -> new LossConfig.AbsoluteError();
            case HUBER -> new LossConfig.Huber(wire.getHuber().getDelta());
            case BINARY_CROSS_ENTROPY -> new LossConfig.BinaryCrossEntropy();
            case KIND_NOT_SET -> throw JobCodec.unset("loss");
        };
    }

    private static Metric read(JobWire.Metric wire) {
        return switch (wire) {
            case METRIC_ACCURACY -> Metric.ACCURACY;
            case METRIC_TOP5_ACCURACY -> Metric.TOP5_ACCURACY;
            case METRIC_PERPLEXITY -> Metric.PERPLEXITY;
            case METRIC_RMSE -> Metric.RMSE;
            case METRIC_MAE -> Metric.MAE;
            case METRIC_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("metric");
        };
    }
}
