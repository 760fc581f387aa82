package io.ringmaster.proto.config;

/// How long and in what portions a job trains.
///
/// @param epochs    passes over the training samples
/// @param batch     samples in a global batch, all workers together
/// @param shards    pieces each global batch is cut into, whatever the world size
/// @param reduction how their gradients are summed
public record TrainingConfig(int epochs, int batch, int shards, GradientReduction reduction) {

    /// With more, a step's plan would outgrow a message, and each shard have less than 18 bits in an exact sum.
    private static final int MOST_SHARDS = 4096;

    public TrainingConfig {
        Require.positive("training.epochs", epochs);
        Require.positive("training.batch", batch);
        Require.inRange("training.shards", shards, 1, MOST_SHARDS);
        Require.that(shards <= batch, "training.shards",
            "is %d but training.batch is %d, so some shards would be empty; use at most %d", shards, batch, batch);
    }
}
