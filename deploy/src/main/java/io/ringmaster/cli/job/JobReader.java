package io.ringmaster.cli.job;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CodeConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.TrainingConfig;

/// Builds the configuration records from their keys' values.
final class JobReader {

    private JobReader() {}

    static JobConfig read(Values from) {
        return new JobConfig(
            from.get(Keys.NAME),
            from.get(Keys.SEED),
            new CodeConfig(from.get(Keys.CODE_JOB), from.get(Keys.JAR_DIGEST)),
            ModelKeys.read(from),
            DataKeys.read(from),
            ObjectiveKeys.read(from),
            training(from),
            OptimizerKeys.read(from),
            ScheduleKeys.read(from),
            cluster(from),
            collective(from));
    }

    private static TrainingConfig training(Values from) {
        return new TrainingConfig(
            from.get(Keys.EPOCHS),
            from.get(Keys.BATCH),
            from.get(Keys.SHARDS),
            from.get(Keys.REDUCTION),
            from.get(Keys.CLIP_NORM),
            from.get(Keys.CLIP_VALUE));
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
