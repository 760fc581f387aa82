package io.ringmaster.proto.config;

/// How long and in what portions a job trains.
///
/// @param epochs    passes over the training samples
/// @param batch     samples in a global batch, all workers together
/// @param shards    pieces each global batch is cut into, whatever the world size
/// @param reduction how their gradients are summed
/// @param clipNorm  the largest norm that all gradients together may have; 0: any
/// @param clipValue the largest size that each gradient may have; 0: any
public record TrainingConfig(
    int epochs, int batch, int shards, GradientReduction reduction, double clipNorm, double clipValue) {

    /// With more, a step's plan would outgrow a message, and each shard have less than 18 bits in an exact sum.
    private static final int MOST_SHARDS = 4096;

    public TrainingConfig {
        Require.positive("training.epochs", epochs);
        Require.positive("training.batch", batch);
        Require.inRange("training.shards", shards, 1, MOST_SHARDS);
        Require.that(shards <= batch, "training.shards",
            "is %d but training.batch is %d, so some shards would be empty; use at most %d", shards, batch, batch);
        Require.notNegative("training.clip-norm", clipNorm);
        Require.notNegative("training.clip-value", clipValue);
    }

    /// Without clipping.
    public TrainingConfig(int epochs, int batch, int shards, GradientReduction reduction) {
        this(epochs, batch, shards, reduction, 0, 0);
    }
}
