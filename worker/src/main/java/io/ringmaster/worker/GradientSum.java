package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.config.TrainingConfig;
import java.util.List;

/// How a step's gradient is summed: over this worker's shards first, then round the ring.
///
/// State: native memory, freed by [#close].
/// Thread: the compute thread alone.
sealed interface GradientSum extends CarriedState permits ExactSum, Float32Sum {

    static GradientSum over(ParameterBuffer parameters, TrainingConfig training) {
        return switch (training.reduction()) {
            case EXACT -> ExactSum.over(parameters, training.shards());
            case FLOAT32 -> Float32Sum.over(parameters);
        };
    }

    /// What summing has found.
    ///
    /// @param losses     of this worker's shards
    /// @param calibrated whether the members first had to agree how large the gradients are
    record Summed(List<ShardLoss> losses, boolean calibrated) {}

    /// Leaves the sum over all shards of all members in the parameters' gradients.
    ///
    /// Throws [NotFiniteException] where a gradient or loss is no finite number, and what the exchange throws; then
    /// the state of the last step committed is what it was.
    Summed reduce(StepShards shards, Exchange exchange);

    /// The step that was reduced is taken: what its gradients have shown belongs to the state.
    void commit();
}
