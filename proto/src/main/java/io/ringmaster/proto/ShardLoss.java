package io.ringmaster.proto;

import java.util.Collection;
import java.util.Comparator;

/// What one shard adds to a mean loss.
///
/// @param sum the sum of its samples' losses
public record ShardLoss(int shard, double sum, int samples) {

    public ShardLoss {
        if (shard < 0 || samples < 0) {
            throw new IllegalArgumentException(
                "shard %d has %d samples; shards count from 0 and have none or more".formatted(shard, samples));
        }
    }

    /// Added in the order of the shards, so that it has the same bits whoever computed them.
    public static double sum(Collection<ShardLoss> losses) {
        double sum = 0;
        for (ShardLoss loss : losses.stream().sorted(Comparator.comparingInt(ShardLoss::shard)).toList()) {
            sum += loss.sum();
        }
        return sum;
    }

    public static long samples(Collection<ShardLoss> losses) {
        return losses.stream().mapToLong(ShardLoss::samples).sum();
    }
}
