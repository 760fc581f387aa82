package io.ringmaster.worker;

import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.worker.parallel.Batch;

/// A worker's shards of one step. Each one's gradient may be computed as often as it is needed, and has the same bits
/// each time: its samples and its random streams depend on the step and the shard alone.
///
/// @param samples the shards', one after another
record StepShards(Replica replica, StepPlan plan, Batch samples) {

    Step step() {
        return plan.step();
    }

    int count() {
        return plan.slices().size();
    }

    /// Adds a shard's part of the gradient of the step's mean loss to the replica's gradients.
    ShardLoss accumulate(int index) {
        ShardSlice slice = plan.slices().get(index);
        int first = plan.slices().subList(0, index).stream().mapToInt(ShardSlice::samples).sum();
        Batch batch = samples.slice(first, first + slice.samples());
        double sum = replica.accumulate(batch, plan.step(), slice.shard(), plan.globalSamples());
        return new ShardLoss(slice.shard(), sum, slice.samples());
    }
}
