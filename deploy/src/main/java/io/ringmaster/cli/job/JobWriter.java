package io.ringmaster.cli.job;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.TrainingConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a job with every key resolved, as a job file that reads back equal.
public final class JobWriter {

    private static final String INDENT = "  ";

    private final Map<Key<?>, String> values = new LinkedHashMap<>();
    private final Map<String, String> kinds = new LinkedHashMap<>();

    private JobWriter(JobConfig job) {
        put(Keys.NAME, job.name());
        put(Keys.SEED, job.seed());
        put(Keys.METRICS, job.objective().metrics());
        put(Keys.CODE_JOB, job.code().job());
        put(Keys.JAR_DIGEST, job.code().jarDigest());
        ModelKeys.write(job.model(), this);
        DataKeys.write(job.data(), this);
        ObjectiveKeys.write(job.objective().loss(), this);
        put(job.training());
        OptimizerKeys.write(job.optimizer(), this);
        ScheduleKeys.write(job.schedule(), this);
        put(job.cluster());
        put(job.collective());
    }

    /// The job as HOCON text, each key under its meaning.
    public static String write(JobConfig job) {
        return new JobWriter(job).text();
    }

    private void put(TrainingConfig training) {
        put(Keys.EPOCHS, training.epochs());
        put(Keys.BATCH, training.batch());
        put(Keys.SHARDS, training.shards());
        put(Keys.REDUCTION, training.reduction());
        put(Keys.CLIP_NORM, training.clipNorm());
        put(Keys.CLIP_VALUE, training.clipValue());
    }

    private void put(ClusterConfig cluster) {
        put(Keys.NODES, cluster.nodes());
        put(Keys.WORKERS_PER_NODE, cluster.workersPerNode());
        put(Keys.GATHER_TIMEOUT, cluster.gatherTimeout());
        put(Keys.PREPARE_TIMEOUT, cluster.prepareTimeout());
        put(Keys.STEP_TIMEOUT, cluster.stepTimeout());
        put(Keys.LEASE_STEPS, cluster.leaseSteps());
    }

    private void put(CollectiveConfig collective) {
        put(Keys.CHUNK_BYTES, collective.chunkBytes());
        put(Keys.WINDOW, collective.window());
        put(Keys.BUCKET_BYTES, collective.bucketBytes());
        put(Keys.COLLECTIVE_TIMEOUT, collective.timeout());
    }

    <T> void put(Key<T> key, T value) {
        values.put(key, key.type().write().apply(value));
    }

    <E extends Enum<E>> void putKind(Key<E> key, E kind) {
        kinds.put(key.section(), Type.word(kind));
        put(key, kind);
    }

    private String text() {
        StringBuilder text = new StringBuilder("# A Ringmaster job, every key resolved.\n");
        String section = "";
        for (Map.Entry<Key<?>, String> each : values.entrySet()) {
            Key<?> key = each.getKey();
            boolean opens = !key.section().equals(section);
            if (opens) {
                text.append(section.isEmpty() ? "" : "}\n").append('\n').append(key.section()).append(" {\n");
                section = key.section();
            }
            text.append(opens ? "" : "\n").append(entry(key, each.getValue(), section.isEmpty() ? "" : INDENT));
        }
        return text.append(section.isEmpty() ? "" : "}\n").toString();
    }

    private String entry(Key<?> key, String value, String indent) {
        String kind = key.kinds().isEmpty() ? "" : kinds.getOrDefault(key.section(), "");
        StringBuilder entry = new StringBuilder();
        Defaults.comment(key, kind).forEach(line -> entry.append(indent).append("# ").append(line).append('\n'));
        return entry.append(indent).append(key.leaf()).append(" = ").append(value).append('\n').toString();
    }
}
