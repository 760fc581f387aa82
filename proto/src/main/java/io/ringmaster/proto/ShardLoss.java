package io.ringmaster.proto;

import java.util.Collection;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/// What one shard adds to a mean loss.
///
/// @param sum     of the losses of all that counts in it: labels, tokens or values
/// @param weight  what the sum is to be divided by, together with all shards': how much counts
/// @param samples how many samples it has
public record ShardLoss(int shard, double sum, double weight, int samples) {

    public ShardLoss {
        if (shard < 0 || samples < 0) {
            throw new IllegalArgumentException(
                "shard %d has %d samples; shards count from 0 and have none or more".formatted(shard, samples));
        }
    }

    /// Added in the order of the shards, so that it has the same bits whoever computed them.
    public static double sum(Collection<ShardLoss> losses) {
        return inOrder(losses, ShardLoss::sum);
    }

    /// Added in the order of the shards.
    public static double weight(Collection<ShardLoss> losses) {
        return inOrder(losses, ShardLoss::weight);
    }

    private static double inOrder(Collection<ShardLoss> losses, ToDoubleFunction<ShardLoss> part) {
        return losses.stream().sorted(Comparator.comparingInt(ShardLoss::shard)).mapToDouble(part)
            .reduce(0, Double::sum);
    }

    /// NaN where nothing counts.
    public static double mean(Collection<ShardLoss> losses) {
        return sum(losses) / weight(losses);
    }

    public static long samples(Collection<ShardLoss> losses) {
        return losses.stream().mapToLong(ShardLoss::samples).sum();
    }
}
