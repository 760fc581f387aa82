package io.ringmaster.cli.job;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.DataConfig.Digits;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ModelConfig.Mlp;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
import io.ringmaster.proto.config.TrainingConfig;

/// Builds the configuration records from their keys' values.
final class JobReader {

    private JobReader() {}

    static JobConfig read(Values from) {
        return new JobConfig(
            from.get(Keys.NAME),
            from.get(Keys.SEED),
            model(from),
            data(from),
            new TrainingConfig(
                from.get(Keys.EPOCHS), from.get(Keys.BATCH), from.get(Keys.SHARDS), from.get(Keys.REDUCTION)),
            optimizer(from),
            cluster(from),
            collective(from));
    }

    private static ModelConfig model(Values from) {
        return switch (from.get(Keys.MODEL_KIND)) {
            case MLP -> new Mlp(from.get(Keys.LAYERS), from.get(Keys.DROPOUT));
        };
    }

    private static DataConfig data(Values from) {
        return switch (from.get(Keys.DATA_KIND)) {
            case DIGITS -> new Digits(from.get(Keys.TRAIN_SAMPLES), from.get(Keys.EVAL_SAMPLES));
            case IDX -> new Idx(
                from.get(Keys.DIRECTORY),
                from.get(Keys.IMAGES),
                from.get(Keys.LABELS),
                from.get(Keys.EVAL_IMAGES),
                from.get(Keys.EVAL_LABELS),
                from.get(Keys.TRAIN_SAMPLES),
                from.get(Keys.EVAL_SAMPLES));
        };
    }

    private static OptimizerConfig optimizer(Values from) {
        return switch (from.get(Keys.OPTIMIZER_KIND)) {
            case SGD -> new Sgd(
                from.get(Keys.LEARNING_RATE), from.get(Keys.MOMENTUM), from.get(Keys.WEIGHT_DECAY));
        };
    }

    private static ClusterConfig cluster(Values from) {
        return new ClusterConfig(
            from.get(Keys.NODES),
            from.get(Keys.WORKERS_PER_NODE),
            from.get(Keys.GATHER_TIMEOUT),
            from.get(Keys.PREPARE_TIMEOUT),
            from.get(Keys.STEP_TIMEOUT),
            from.get(Keys.LEASE_STEPS));
    }

    private static CollectiveConfig collective(Values from) {
        return new CollectiveConfig(
            from.get(Keys.CHUNK_BYTES),
            from.get(Keys.WINDOW),
            from.get(Keys.BUCKET_BYTES),
            from.get(Keys.COLLECTIVE_TIMEOUT));
    }
}
