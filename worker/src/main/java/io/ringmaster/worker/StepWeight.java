package io.ringmaster.worker;

import io.ringmaster.nn.Loss;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.tensor.Device;
import java.util.List;

/// What a step's loss is divided by: how much counts in all its shards, on all workers. It is exact, and the same everywhere.
///
/// State: native memory, freed by [#close].
/// Thread: the compute thread alone.
sealed interface StepWeight extends AutoCloseable {

    /// @param ofSample what a sample weighs where all weigh the same
    static StepWeight of(Loss loss, double ofSample, int shards, Device device) {
        return loss.weighsByShape() ? new ByShape(ofSample) : new Counted(ShardNumbers.of(1, shards, device));
    }

    /// What is taken for the weight until it is known.
    double assumed(int samples);

    /// What it is, once all of this worker's shards are computed; all workers call it at the same place.
    ///
    /// Throws [ConfigException] where nothing counts.
    double settle(StepPlan plan, List<ShardLoss> own, Exchange exchange);

    @Override
    void close();

    /// Known beforehand, as all samples weigh the same.
    record ByShape(double ofSample) implements StepWeight {

        private static final double ROUNDING = 1e-6;

        @Override
        public double assumed(int samples) {
            return ofSample * samples;
        }

        @Override
        public double settle(StepPlan plan, List<ShardLoss> own, Exchange exchange) {
            for (ShardLoss loss : own) {
                double expected = assumed(loss.samples());
                if (Math.abs(loss.weight() - expected) > ROUNDING * expected) {
                    throw new ConfigException("loss", ("step %s: shard %d weighs %s, but its %d samples weigh %s where all of their "
                        + "targets count; where some are ignored, the loss must say which: loss.ignore-index = [-100], or "
                        + "ignoreIndex(-100) in a job's class, or weighsByShape() in a loss of your own")
                        .formatted(plan.step(), loss.shard(), loss.weight(), loss.samples(), expected));
                }
            }
            return assumed(plan.globalSamples());
        }

        @Override
        public void close() {}
    }

    /// Told by each worker to all others.
    record Counted(ShardNumbers weights) implements StepWeight {

        @Override
        public double assumed(int samples) {
            return samples;
        }

        @Override
        public double settle(StepPlan plan, List<ShardLoss> own, Exchange exchange) {
            weights.clear();
            own.forEach(loss -> weights.set(0, loss.shard(), loss.weight()));
            weights.swap(exchange);
            double whole = 0;
            for (int shard = 0; shard < weights.shards(); shard++) {
                whole += weights.get(0, shard);
            }
            if (!(whole > 0)) {
                throw new ConfigException("loss", ("step %s: all its %d samples together weigh %s; a step needs targets that count, "
                    + "so look at which are ignored, or take a larger training.batch")
                    .formatted(plan.step(), plan.globalSamples(), whole));
            }
            return whole;
        }

        @Override
        public void close() {
            weights.close();
        }
    }
}
