package io.ringmaster.proto.codec;

import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.MetricReport.Form;
import io.ringmaster.proto.MetricReport.Part;
import io.ringmaster.proto.wire.CoordinatorWire;
import java.util.List;
import java.util.stream.IntStream;

/// What shards add to a metric.
final class MetricCodec {

    private MetricCodec() {}

    static CoordinatorWire.MetricReport write(MetricReport report) {
        return CoordinatorWire.MetricReport.newBuilder()
            .setName(report.name())
            .setForm(switch (report.form()) {
                case MEAN -> CoordinatorWire.MetricForm.METRIC_FORM_MEAN;
                case EXPONENTIAL -> CoordinatorWire.MetricForm.METRIC_FORM_EXPONENTIAL;
                case ROOT -> CoordinatorWire.MetricForm.METRIC_FORM_ROOT;
            })
            .addAllShards(report.parts().stream().map(Part::shard).toList())
            .addAllSums(report.parts().stream().map(Part::sum).toList())
            .addAllWeights(report.parts().stream().map(Part::weight).toList())
            .build();
    }

    static MetricReport read(CoordinatorWire.MetricReport wire) {
        Form form = switch (wire.getForm()) {
            case METRIC_FORM_MEAN -> Form.MEAN;
            case METRIC_FORM_EXPONENTIAL -> Form.EXPONENTIAL;
            case METRIC_FORM_ROOT -> Form.ROOT;
            case METRIC_FORM_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedMessageException(
                "a metric's form is missing or unknown here");
        };
        if (wire.getSumsCount() != wire.getShardsCount() || wire.getWeightsCount() != wire.getShardsCount()) {
            throw new MalformedMessageException("a metric has %d shards, %d sums and %d weights; there are as many of each"
                .formatted(wire.getShardsCount(), wire.getSumsCount(), wire.getWeightsCount()));
        }
        List<Part> parts = IntStream.range(0, wire.getShardsCount())
            .mapToObj(at -> new Part(wire.getShards(at), wire.getSums(at), wire.getWeights(at))).toList();
        return new MetricReport(wire.getName(), form, parts);
    }
}
