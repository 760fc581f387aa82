package io.ringmaster.cli.job;

import static io.ringmaster.cli.job.Type.BYTES;
import static io.ringmaster.cli.job.Type.DECIMAL;
import static io.ringmaster.cli.job.Type.DURATION;
import static io.ringmaster.cli.job.Type.INTEGER;
import static io.ringmaster.cli.job.Type.INTEGERS;
import static io.ringmaster.cli.job.Type.LONG;
import static io.ringmaster.cli.job.Type.TEXT;

import io.ringmaster.proto.config.GradientReduction;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All keys that a job may hold, in the order in which a job file is written.
final class Keys {

    enum ModelKind { MLP }

    enum DataKind { DIGITS, IDX }

    enum OptimizerKind { SGD }

    private static final Set<DataKind> ANY_DATA = EnumSet.allOf(DataKind.class);
    private static final Set<DataKind> IDX = EnumSet.of(DataKind.IDX);
    private static final Set<ModelKind> MLP = EnumSet.of(ModelKind.MLP);
    private static final Set<OptimizerKind> SGD = EnumSet.of(OptimizerKind.SGD);

    static final Key<String> NAME = Key.of("name", TEXT);
    static final Key<Long> SEED = Key.of("seed", LONG);

    static final Key<ModelKind> MODEL_KIND = Key.of("model.kind", Type.choice(ModelKind.class));
    static final Key<List<Integer>> LAYERS = Key.of("model.layers", INTEGERS, MLP);
    static final Key<Double> DROPOUT = Key.of("model.dropout", DECIMAL, MLP);

    static final Key<DataKind> DATA_KIND = Key.of("data.kind", Type.choice(DataKind.class));
    static final Key<String> DIRECTORY = Key.of("data.directory", TEXT, IDX);
    static final Key<String> IMAGES = Key.of("data.images", TEXT, IDX);
    static final Key<String> LABELS = Key.of("data.labels", TEXT, IDX);
    static final Key<String> EVAL_IMAGES = Key.of("data.eval-images", TEXT, IDX);
    static final Key<String> EVAL_LABELS = Key.of("data.eval-labels", TEXT, IDX);
    static final Key<Integer> TRAIN_SAMPLES = Key.of("data.train-samples", INTEGER, ANY_DATA);
    static final Key<Integer> EVAL_SAMPLES = Key.of("data.eval-samples", INTEGER, ANY_DATA);

    static final Key<Integer> EPOCHS = Key.of("training.epochs", INTEGER);
    static final Key<Integer> BATCH = Key.of("training.batch", INTEGER);
    static final Key<Integer> SHARDS = Key.of("training.shards", INTEGER);
    static final Key<GradientReduction> REDUCTION = Key.of("training.reduction", Type.choice(GradientReduction.class));

    static final Key<OptimizerKind> OPTIMIZER_KIND = Key.of("optimizer.kind", Type.choice(OptimizerKind.class));
    static final Key<Double> LEARNING_RATE = Key.of("optimizer.learning-rate", DECIMAL, SGD);
    static final Key<Double> MOMENTUM = Key.of("optimizer.momentum", DECIMAL, SGD);
    static final Key<Double> WEIGHT_DECAY = Key.of("optimizer.weight-decay", DECIMAL, SGD);

    static final Key<Integer> NODES = Key.of("cluster.nodes", INTEGER);
    static final Key<Integer> WORKERS_PER_NODE = Key.of("cluster.workers-per-node", INTEGER);
    static final Key<Duration> GATHER_TIMEOUT = Key.of("cluster.gather-timeout", DURATION);
    static final Key<Duration> PREPARE_TIMEOUT = Key.of("cluster.prepare-timeout", DURATION);
    static final Key<Duration> STEP_TIMEOUT = Key.of("cluster.step-timeout", DURATION);
    static final Key<Integer> LEASE_STEPS = Key.of("cluster.lease-steps", INTEGER);

    static final Key<Integer> CHUNK_BYTES = Key.of("collective.chunk-bytes", BYTES);
    static final Key<Integer> WINDOW = Key.of("collective.window", INTEGER);
    static final Key<Integer> BUCKET_BYTES = Key.of("collective.bucket-bytes", BYTES);
    static final Key<Duration> COLLECTIVE_TIMEOUT = Key.of("collective.timeout", DURATION);

    static final List<Key<?>> ALL = List.of(
        NAME, SEED,
        MODEL_KIND, LAYERS, DROPOUT,
        DATA_KIND, DIRECTORY, IMAGES, LABELS, EVAL_IMAGES, EVAL_LABELS, TRAIN_SAMPLES, EVAL_SAMPLES,
        EPOCHS, BATCH, SHARDS, REDUCTION,
        OPTIMIZER_KIND, LEARNING_RATE, MOMENTUM, WEIGHT_DECAY,
        NODES, WORKERS_PER_NODE, GATHER_TIMEOUT, PREPARE_TIMEOUT, STEP_TIMEOUT, LEASE_STEPS,
        CHUNK_BYTES, WINDOW, BUCKET_BYTES, COLLECTIVE_TIMEOUT);

    private static final Map<String, Key<? extends Enum<?>>> KIND_OF_SECTION =
        Stream.of(MODEL_KIND, DATA_KIND, OPTIMIZER_KIND).collect(Collectors.toMap(Key::section, key -> key));

    private static final Map<String, Key<?>> BY_PATH = byPath();

    private Keys() {}

    static Optional<Key<?>> at(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    /// The keys of a section, in order; none where there is no such section.
    static List<Key<?>> of(String section) {
        return ALL.stream().filter(key -> key.section().equals(section)).toList();
    }

    /// The key that says which kind its section is.
    ///
    /// @param key one that only some kinds have
    static Key<? extends Enum<?>> kindFor(Key<?> key) {
        return Optional.<Key<? extends Enum<?>>>ofNullable(KIND_OF_SECTION.get(key.section())).orElseThrow();
    }

    private static Map<String, Key<?>> byPath() {
        Map<String, Key<?>> all = new LinkedHashMap<>();
        ALL.forEach(key -> all.put(key.path(), key));
        return Map.copyOf(all);
    }
}
