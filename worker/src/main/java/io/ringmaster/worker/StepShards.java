package io.ringmaster.worker;

import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.tensor.data.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// A worker's shards of one step. Each one's gradient may be computed as often as it is needed, and has the same bits
/// each time: its samples and its random streams depend on the step and the shard alone.
///
/// @param batches one for each of the plan's slices
record StepShards(Replica replica, StepPlan plan, List<Batch> batches) {

    /// @param samples the slices', one after another
    static StepShards of(Replica replica, StepPlan plan, Batch samples) {
        List<Batch> batches = new ArrayList<>();
        int first = 0;
        for (ShardSlice slice : plan.slices()) {
            batches.add(samples.slice(first, first + slice.samples()));
            first += slice.samples();
        }
        return new StepShards(replica, plan, batches);
    }

    Step step() {
        return plan.step();
    }

    int count() {
        return batches.size();
    }

    /// Sets the replica's gradients to a shard's part of the gradient of the step's loss.
    ShardLoss backward(int index) {
        return backward(index, false, _ -> {});
    }

    /// As [#backward(int)], bucket by bucket.
    ///
    /// @param adds     whether to add to the gradients that are there
    /// @param complete is told of each of the replica's buckets once it is as this leaves it, while others are yet to come
    ShardLoss backward(int index, boolean adds, IntConsumer complete) {
        return replica.backward(new Replica.Shard(batches.get(index), plan, plan.slices().get(index)), adds, complete);
    }
}
