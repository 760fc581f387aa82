package io.ringmaster.proto.config;

/// How long and in what portions a job trains.
///
/// @param epochs passes over the training samples
/// @param batch  samples in a global batch, all workers together
/// @param shards pieces each global batch is cut into, whatever the world size
public record TrainingConfig(int epochs, int batch, int shards) {

    public TrainingConfig {
        Require.positive("training.epochs", epochs);
        Require.positive("training.batch", batch);
        Require.positive("training.shards", shards);
        Require.that(shards <= batch, "training.shards",
            "is %d but training.batch is %d, so some shards would be empty; use at most %d", shards, batch, batch);
    }
}
