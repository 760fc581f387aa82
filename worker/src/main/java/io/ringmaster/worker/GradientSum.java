package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.worker.collective.SharedMemory;
import java.util.List;

/// How a step's gradient is summed: over this worker's shards first, then round the ring, bucket by bucket. A bucket sets
/// out as soon as the last shard's backward has left it, while that goes on to others.
///
/// State: native memory, freed by [#close].
/// Thread: the compute thread alone.
sealed interface GradientSum extends CarriedState permits ExactSum, Float32Sum {

    static GradientSum over(ParameterBuffer parameters, JobConfig job) {
        GradientBuckets buckets = GradientBuckets.over(parameters, job.collective().bucketBytes());
        return switch (job.training().reduction()) {
            case EXACT -> ExactSum.over(parameters, buckets, job.training().shards());
            case FLOAT32 -> new Float32Sum(parameters, buckets);
        };
    }

    /// What summing has found.
    ///
    /// @param losses     of this worker's shards
    /// @param calibrated whether the members first had to agree how large the gradients are
    record Summed(List<ShardLoss> losses, boolean calibrated) {}

    /// How gradients are cut.
    GradientBuckets buckets();

    /// Where buffers lie that go round the ring.
    SharedMemory memory();

    /// Sums over all shards of all members. The sums have come when this returns, and wait to be settled.
    ///
    /// Throws [NotFiniteException] where a gradient or loss is no finite number, and what the exchange throws; then
    /// the state of the last step committed is what it was.
    Summed reduce(StepShards shards, Exchange exchange);

    /// Parts of the gradients, each of which fits into a core's cache together with what an optimizer keeps of it.
    List<Optimizer.Range> ranges();

    /// Leaves the sum in a range of the parameters' gradients.
    void settle(int range);

    /// Leaves the sum in all of the parameters' gradients. Throws [NotFiniteException] where it is beyond float32.
    void settle();

    /// Whether no sum can be beyond float32.
    boolean isInRange();

    /// The step that was reduced and settled is taken: what its gradients have shown belongs to the state.
    void commit(Step step);
}
