package io.ringmaster.coordinator.observe;

import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.ShardLoss;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// An evaluation whose loss is no number: the model is of no use, and no further step can mend it.
public final class LossFault {

    private LossFault() {}

    /// The sentence why; empty where the loss is in order.
    public static Optional<String> find(RunEvent.EpochEvaluated evaluated, Collection<Evaluated> parts) {
        if (Double.isFinite(evaluated.evalLoss())) {
            return Optional.empty();
        }
        String when = "the evaluation after epoch %d, step %s: ".formatted(evaluated.epoch(), evaluated.step());
        Optional<String> shard = parts.stream()
            .flatMap(part -> part.losses().stream().filter(loss -> !Double.isFinite(loss.sum()))
                .map(loss -> new OfRank(part, loss)))
            .min(Comparator.comparingInt(found -> found.loss().shard()))
            .map(found -> when + ("the loss of shard %d on rank %s is %s; try a lower optimizer.learning-rate, or look in the data "
                + "for values that are not finite").formatted(found.loss().shard(), found.part().rank(), found.loss().sum()));
        return shard.or(() -> Optional.of(when + ("the loss is %s, as none of %d samples has a target that counts; look at which "
            + "are ignored").formatted(evaluated.evalLoss(), evaluated.evalSamples())));
    }

    private record OfRank(Evaluated part, ShardLoss loss) {}
}
