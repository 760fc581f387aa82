package io.ringmaster.worker;

import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardLoss;
import java.util.Optional;

/// A loss or a gradient is NaN or infinite, so the step can't be taken: the user's to mend.
final class NotFiniteException extends RuntimeException {

    private static final String REMEDY = "; no step can follow that: try a lower optimizer.learning-rate, or look in the "
        + "data for values that are not finite";

    private NotFiniteException(String message) {
        super(message + REMEDY);
    }

    /// @param parameter the first whose gradient is at fault, if one's is
    static NotFiniteException ofShard(Rank rank, ShardLoss loss, Optional<String> parameter) {
        String gradient = parameter.map(name -> "the gradient of %s holds NaN or infinity".formatted(name)).orElse("");
        String both = gradient.isEmpty() ? "" : ", and " + gradient;
        return new NotFiniteException("shard %d on rank %s: %s".formatted(loss.shard(), rank,
            Double.isFinite(loss.sum()) ? gradient : "the loss is " + loss.sum() + both));
    }

    /// Every shard's gradient is finite, but not their sum.
    ///
    /// @param what which sum, such as `of 0.weight over all shards`
    static NotFiniteException ofSum(String what) {
        return new NotFiniteException("the sum of the gradients %s is beyond what float32 holds".formatted(what));
    }
}
