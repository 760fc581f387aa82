package io.ringmaster.proto.config;

/// How long and in what portions a job trains.
///
/// @param epochs    passes over the training samples
/// @param batch     samples in a global batch, all workers together
/// @param shards    pieces each global batch is cut into, whatever the world size
/// @param clipNorm  the largest norm that all gradients together may have; 0: any
/// @param clipValue the largest size that each gradient may have; 0: any
public record TrainingConfig(int epochs, int batch, int shards, double clipNorm, double clipValue) {

    public TrainingConfig {
        Require.positive("training.epochs", epochs);
        Require.positive("training.batch", batch);
        Require.positive("training.shards", shards);
        Require.that(shards <= batch, "training.shards",
            "is %d but training.batch is %d, so some shards would be empty; use at most %d", shards, batch, batch);
        Require.notNegative("training.clip-norm", clipNorm);
        Require.notNegative("training.clip-value", clipValue);
    }

    /// Without clipping.
    public TrainingConfig(int epochs, int batch, int shards) {
        this(epochs, batch, shards, 0, 0);
    }
}
