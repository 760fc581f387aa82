package io.ringmaster.cli.job;

import io.ringmaster.cli.job.Keys.LossKind;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.LossConfig.AbsoluteError;
import io.ringmaster.proto.config.LossConfig.BinaryCrossEntropy;
import io.ringmaster.proto.config.LossConfig.CrossEntropy;
import io.ringmaster.proto.config.LossConfig.Huber;
import io.ringmaster.proto.config.LossConfig.SquaredError;
import io.ringmaster.proto.config.ObjectiveConfig;

/// The keys of the section `loss`, and `metrics`: into records, and back.
final class ObjectiveKeys {

    private ObjectiveKeys() {}

    static ObjectiveConfig read(Values from) {
        return new ObjectiveConfig(switch (from.get(Keys.LOSS_KIND)) {
            case CROSS_ENTROPY -> new CrossEntropy(from.get(Keys.LABEL_SMOOTHING), from.get(Keys.IGNORE_INDEX));
            case MSE -> new SquaredError();
            case L1 -> new AbsoluteError();
            case HUBER -> new Huber(from.get(Keys.DELTA));
            case BCE_WITH_LOGITS -> new BinaryCrossEntropy();
        }, from.get(Keys.METRICS));
    }

    static void write(LossConfig loss, JobWriter to) {
        switch (loss) {
            case CrossEntropy(var smoothing, var ignored) -> {
                to.putKind(Keys.LOSS_KIND, LossKind.CROSS_ENTROPY);
                to.put(Keys.LABEL_SMOOTHING, smoothing);
                to.put(Keys.IGNORE_INDEX, ignored);
            }
            case SquaredError _ -> to.putKind(Keys.LOSS_KIND, LossKind.MSE);
            case AbsoluteError _ -> to.putKind(Keys.LOSS_KIND, LossKind.L1);
            case Huber(var delta) -> {
                to.putKind(Keys.LOSS_KIND, LossKind.HUBER);
                to.put(Keys.DELTA, delta);
            }
            case BinaryCrossEntropy _ -> to.putKind(Keys.LOSS_KIND, LossKind.BCE_WITH_LOGITS);
        }
    }
}
