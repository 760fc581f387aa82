package io.ringmaster.cli.job;

import static io.ringmaster.cli.job.Type.BOOLEAN;
import static io.ringmaster.cli.job.Type.BYTES;
import static io.ringmaster.cli.job.Type.DECIMAL;
import static io.ringmaster.cli.job.Type.DECIMALS;
import static io.ringmaster.cli.job.Type.DURATION;
import static io.ringmaster.cli.job.Type.INTEGER;
import static io.ringmaster.cli.job.Type.INTEGERS;
import static io.ringmaster.cli.job.Type.LONG;
import static io.ringmaster.cli.job.Type.TEXT;
import static io.ringmaster.cli.job.Type.TEXTS;

import io.ringmaster.proto.config.DataConfig.Download;
import io.ringmaster.proto.config.DataConfig.Fit;
import io.ringmaster.proto.config.DataConfig.Tokens;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.ObjectiveConfig.Metric;
import io.ringmaster.proto.config.OptimizerConfig.Decayed;
import io.ringmaster.proto.config.ScheduleConfig.Anneal;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
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

    enum ModelKind { MLP, LENET, RESNET18_D2L, RESNET18, RESNET50, GPT, JOB }

    enum DataKind { DIGITS, IDX, CIFAR10, IMAGE_FOLDER, CSV, TEXT, JOB }

    enum LossKind { CROSS_ENTROPY, MSE, L1, HUBER, BCE_WITH_LOGITS }

    enum OptimizerKind { SGD, ADAM, ADAMW, RMSPROP, ADAGRAD, LAMB }

    enum ScheduleKind {
        CONSTANT, STEP, MULTI_STEP, EXPONENTIAL, COSINE, COSINE_RESTARTS, LINEAR, POLYNOMIAL, ONE_CYCLE, REDUCE_ON_PLATEAU
    }

    private static final Set<DataKind> ANY_DATA = EnumSet.allOf(DataKind.class);
    private static final Set<DataKind> STORED = EnumSet.complementOf(EnumSet.of(DataKind.DIGITS));
    private static final Set<DataKind> KNOWN = EnumSet.of(DataKind.IDX, DataKind.CIFAR10);
    private static final Set<DataKind> IMAGE = EnumSet.of(DataKind.IDX, DataKind.CIFAR10, DataKind.IMAGE_FOLDER);
    private static final Set<DataKind> IDX = EnumSet.of(DataKind.IDX);
    private static final Set<DataKind> IMAGE_FOLDER = EnumSet.of(DataKind.IMAGE_FOLDER);
    private static final Set<DataKind> ONE_FILE = EnumSet.of(DataKind.CSV, DataKind.TEXT);
    private static final Set<DataKind> CSV = EnumSet.of(DataKind.CSV);
    private static final Set<DataKind> TOKENS_OF = EnumSet.of(DataKind.TEXT);
    private static final Set<ModelKind> MLP = EnumSet.of(ModelKind.MLP);
    private static final Set<ModelKind> GPT = EnumSet.of(ModelKind.GPT);
    private static final Set<ModelKind> CLASSIFIERS =
        EnumSet.of(ModelKind.LENET, ModelKind.RESNET18_D2L, ModelKind.RESNET18, ModelKind.RESNET50);
    private static final Set<ModelKind> DROPPING = EnumSet.of(ModelKind.MLP, ModelKind.GPT);
    private static final Set<LossKind> CROSS_ENTROPY = EnumSet.of(LossKind.CROSS_ENTROPY);
    private static final Set<LossKind> HUBER = EnumSet.of(LossKind.HUBER);
    private static final Set<OptimizerKind> ANY_OPTIMIZER = EnumSet.allOf(OptimizerKind.class);
    private static final Set<OptimizerKind> SGD = EnumSet.of(OptimizerKind.SGD);
    private static final Set<OptimizerKind> DIVIDING = EnumSet.complementOf(EnumSet.of(OptimizerKind.SGD));
    private static final Set<OptimizerKind> ADAMS = EnumSet.of(OptimizerKind.ADAM, OptimizerKind.ADAMW);
    private static final Set<OptimizerKind> WITH_BETAS =
        EnumSet.of(OptimizerKind.ADAM, OptimizerKind.ADAMW, OptimizerKind.LAMB);
    private static final Set<OptimizerKind> WITH_MOMENTUM = EnumSet.of(OptimizerKind.SGD, OptimizerKind.RMSPROP);
    private static final Set<OptimizerKind> RMSPROP = EnumSet.of(OptimizerKind.RMSPROP);
    private static final Set<OptimizerKind> ADAGRAD = EnumSet.of(OptimizerKind.ADAGRAD);
    private static final Set<OptimizerKind> LAMB = EnumSet.of(OptimizerKind.LAMB);
    private static final Set<ScheduleKind> ANY_SCHEDULE = EnumSet.allOf(ScheduleKind.class);
    private static final Set<ScheduleKind> STAIRS = EnumSet.of(ScheduleKind.STEP);
    private static final Set<ScheduleKind> MULTI_STEP = EnumSet.of(ScheduleKind.MULTI_STEP);
    private static final Set<ScheduleKind> WITH_GAMMA =
        EnumSet.of(ScheduleKind.STEP, ScheduleKind.MULTI_STEP, ScheduleKind.EXPONENTIAL);
    private static final Set<ScheduleKind> WITH_LENGTH =
        EnumSet.of(ScheduleKind.COSINE, ScheduleKind.LINEAR, ScheduleKind.POLYNOMIAL, ScheduleKind.ONE_CYCLE);
    private static final Set<ScheduleKind> WITH_LEAST_RATE =
        EnumSet.of(ScheduleKind.COSINE, ScheduleKind.COSINE_RESTARTS, ScheduleKind.REDUCE_ON_PLATEAU);
    private static final Set<ScheduleKind> RESTARTS = EnumSet.of(ScheduleKind.COSINE_RESTARTS);
    private static final Set<ScheduleKind> LINEAR = EnumSet.of(ScheduleKind.LINEAR);
    private static final Set<ScheduleKind> POLYNOMIAL = EnumSet.of(ScheduleKind.POLYNOMIAL);
    private static final Set<ScheduleKind> ONE_CYCLE = EnumSet.of(ScheduleKind.ONE_CYCLE);
    private static final Set<ScheduleKind> PLATEAU = EnumSet.of(ScheduleKind.REDUCE_ON_PLATEAU);

    static final Key<String> NAME = Key.of("name", TEXT);
    static final Key<Long> SEED = Key.of("seed", LONG);

    static final Key<List<Metric>> METRICS = Key.of("metrics", Type.choices(Metric.class));
    static final Key<String> CODE_JOB = Key.of("code.job", TEXT);
    static final Key<String> JAR_DIGEST = Key.of("code.jar-sha256", TEXT);

    static final Key<ModelKind> MODEL_KIND = Key.of("model.kind", Type.choice(ModelKind.class));
    static final Key<List<Integer>> LAYERS = Key.of("model.layers", INTEGERS, MLP);
    static final Key<Integer> CLASSES = Key.of("model.classes", INTEGER, CLASSIFIERS);
    static final Key<Integer> BLOCKS = Key.of("model.blocks", INTEGER, GPT);
    static final Key<Integer> HEADS = Key.of("model.heads", INTEGER, GPT);
    static final Key<Integer> MODEL_WIDTH = Key.of("model.width", INTEGER, GPT);
    static final Key<Integer> MODEL_CONTEXT = Key.of("model.context", INTEGER, GPT);
    static final Key<Integer> VOCABULARY = Key.of("model.vocabulary", INTEGER, GPT);
    static final Key<Double> DROPOUT = Key.of("model.dropout", DECIMAL, DROPPING);

    static final Key<DataKind> DATA_KIND = Key.of("data.kind", Type.choice(DataKind.class));
    static final Key<String> DIRECTORY = Key.of("data.directory", TEXT, STORED);
    static final Key<Download> DOWNLOAD = Key.of("data.download", Type.choice(Download.class), KNOWN);
    static final Key<String> IMAGES = Key.of("data.images", TEXT, IDX);
    static final Key<String> LABELS = Key.of("data.labels", TEXT, IDX);
    static final Key<String> EVAL_IMAGES = Key.of("data.eval-images", TEXT, IDX);
    static final Key<String> EVAL_LABELS = Key.of("data.eval-labels", TEXT, IDX);
    static final Key<String> TRAIN_FOLDER = Key.of("data.train-folder", TEXT, IMAGE_FOLDER);
    static final Key<String> EVAL_FOLDER = Key.of("data.eval-folder", TEXT, IMAGE_FOLDER);
    static final Key<Integer> CHANNELS = Key.of("data.channels", INTEGER, IMAGE_FOLDER);
    static final Key<Integer> HEIGHT = Key.of("data.height", INTEGER, IMAGE_FOLDER);
    static final Key<Integer> WIDTH = Key.of("data.width", INTEGER, IMAGE_FOLDER);
    static final Key<Fit> FIT = Key.of("data.fit", Type.choice(Fit.class), IMAGE_FOLDER);
    static final Key<List<Double>> MEAN = Key.of("data.mean", DECIMALS, IMAGE);
    static final Key<List<Double>> STD = Key.of("data.std", DECIMALS, IMAGE);
    static final Key<Integer> CROP_PADDING = Key.of("data.crop-padding", INTEGER, IMAGE);
    static final Key<Boolean> HORIZONTAL_FLIP = Key.of("data.horizontal-flip", BOOLEAN, IMAGE);
    static final Key<String> FILE = Key.of("data.file", TEXT, ONE_FILE);
    static final Key<String> EVAL_FILE = Key.of("data.eval-file", TEXT, ONE_FILE);
    static final Key<String> TARGET = Key.of("data.target", TEXT, CSV);
    static final Key<List<String>> FEATURES = Key.of("data.features", TEXTS, CSV);
    static final Key<String> SEPARATOR = Key.of("data.separator", TEXT, CSV);
    static final Key<Boolean> STANDARDIZE = Key.of("data.standardize", BOOLEAN, CSV);
    static final Key<Tokens> TOKENS = Key.of("data.tokens", Type.choice(Tokens.class), TOKENS_OF);
    static final Key<Integer> CONTEXT = Key.of("data.context", INTEGER, TOKENS_OF);
    static final Key<Integer> STRIDE = Key.of("data.stride", INTEGER, TOKENS_OF);
    static final Key<Integer> TRAIN_SAMPLES = Key.of("data.train-samples", INTEGER, ANY_DATA);
    static final Key<Integer> EVAL_SAMPLES = Key.of("data.eval-samples", INTEGER, ANY_DATA);

    static final Key<LossKind> LOSS_KIND = Key.of("loss.kind", Type.choice(LossKind.class));
    static final Key<Double> LABEL_SMOOTHING = Key.of("loss.label-smoothing", DECIMAL, CROSS_ENTROPY);
    static final Key<List<Integer>> IGNORE_INDEX = Key.of("loss.ignore-index", INTEGERS, CROSS_ENTROPY);
    static final Key<Double> DELTA = Key.of("loss.delta", DECIMAL, HUBER);

    static final Key<Integer> EPOCHS = Key.of("training.epochs", INTEGER);
    static final Key<Integer> BATCH = Key.of("training.batch", INTEGER);
    static final Key<Integer> SHARDS = Key.of("training.shards", INTEGER);
    static final Key<GradientReduction> REDUCTION = Key.of("training.reduction", Type.choice(GradientReduction.class));
    static final Key<Double> CLIP_NORM = Key.of("training.clip-norm", DECIMAL);
    static final Key<Double> CLIP_VALUE = Key.of("training.clip-value", DECIMAL);

    static final Key<OptimizerKind> OPTIMIZER_KIND = Key.of("optimizer.kind", Type.choice(OptimizerKind.class));
    static final Key<Double> LEARNING_RATE = Key.of("optimizer.learning-rate", DECIMAL, ANY_OPTIMIZER);
    static final Key<Double> MOMENTUM = Key.of("optimizer.momentum", DECIMAL, WITH_MOMENTUM);
    static final Key<Double> DAMPENING = Key.of("optimizer.dampening", DECIMAL, SGD);
    static final Key<Boolean> NESTEROV = Key.of("optimizer.nesterov", BOOLEAN, SGD);
    static final Key<Double> BETA1 = Key.of("optimizer.beta1", DECIMAL, WITH_BETAS);
    static final Key<Double> BETA2 = Key.of("optimizer.beta2", DECIMAL, WITH_BETAS);
    static final Key<Double> ALPHA = Key.of("optimizer.alpha", DECIMAL, RMSPROP);
    static final Key<Double> RATE_DECAY = Key.of("optimizer.rate-decay", DECIMAL, ADAGRAD);
    static final Key<Double> INITIAL_ACCUMULATOR = Key.of("optimizer.initial-accumulator", DECIMAL, ADAGRAD);
    static final Key<Double> EPSILON = Key.of("optimizer.epsilon", DECIMAL, DIVIDING);
    static final Key<Boolean> CENTERED = Key.of("optimizer.centered", BOOLEAN, RMSPROP);
    static final Key<Boolean> AMSGRAD = Key.of("optimizer.amsgrad", BOOLEAN, ADAMS);
    static final Key<Boolean> ALWAYS_ADAPT = Key.of("optimizer.always-adapt", BOOLEAN, LAMB);
    static final Key<Double> WEIGHT_DECAY = Key.of("optimizer.weight-decay", DECIMAL, ANY_OPTIMIZER);
    static final Key<Decayed> DECAYED = Key.of("optimizer.decayed", Type.choice(Decayed.class));

    static final Key<ScheduleKind> SCHEDULE_KIND = Key.of("schedule.kind", Type.choice(ScheduleKind.class));
    static final Key<Per> PER = Key.of("schedule.per", Type.choice(Per.class), ANY_SCHEDULE);
    static final Key<Integer> WARM_UP = Key.of("schedule.warm-up", INTEGER);
    static final Key<Integer> EVERY = Key.of("schedule.every", INTEGER, STAIRS);
    static final Key<List<Integer>> MILESTONES = Key.of("schedule.milestones", INTEGERS, MULTI_STEP);
    static final Key<Double> GAMMA = Key.of("schedule.gamma", DECIMAL, WITH_GAMMA);
    static final Key<Integer> LENGTH = Key.of("schedule.length", INTEGER, WITH_LENGTH);
    static final Key<Integer> FIRST = Key.of("schedule.first", INTEGER, RESTARTS);
    static final Key<Integer> GROWTH = Key.of("schedule.growth", INTEGER, RESTARTS);
    static final Key<Double> LEAST_RATE = Key.of("schedule.least-rate", DECIMAL, WITH_LEAST_RATE);
    static final Key<String> WATCH = Key.of("schedule.watch", TEXT, PLATEAU);
    static final Key<Mode> MODE = Key.of("schedule.mode", Type.choice(Mode.class), PLATEAU);
    static final Key<Double> THRESHOLD = Key.of("schedule.threshold", DECIMAL, PLATEAU);
    static final Key<ThresholdMode> THRESHOLD_MODE = Key.of("schedule.threshold-mode", Type.choice(ThresholdMode.class), PLATEAU);
    static final Key<Double> FACTOR = Key.of("schedule.factor", DECIMAL, PLATEAU);
    static final Key<Integer> PATIENCE = Key.of("schedule.patience", INTEGER, PLATEAU);
    static final Key<Integer> COOLDOWN = Key.of("schedule.cooldown", INTEGER, PLATEAU);
    static final Key<Double> START = Key.of("schedule.start", DECIMAL, LINEAR);
    static final Key<Double> END = Key.of("schedule.end", DECIMAL, LINEAR);
    static final Key<Double> POWER = Key.of("schedule.power", DECIMAL, POLYNOMIAL);
    static final Key<Double> RISING = Key.of("schedule.rising", DECIMAL, ONE_CYCLE);
    static final Key<Double> START_DIVISOR = Key.of("schedule.start-divisor", DECIMAL, ONE_CYCLE);
    static final Key<Double> END_DIVISOR = Key.of("schedule.end-divisor", DECIMAL, ONE_CYCLE);
    static final Key<Anneal> ANNEAL = Key.of("schedule.anneal", Type.choice(Anneal.class), ONE_CYCLE);

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
        NAME, SEED, METRICS,
        CODE_JOB, JAR_DIGEST,
        MODEL_KIND, LAYERS, CLASSES, BLOCKS, HEADS, MODEL_WIDTH, MODEL_CONTEXT, VOCABULARY, DROPOUT,
        DATA_KIND, DIRECTORY, DOWNLOAD, IMAGES, LABELS, EVAL_IMAGES, EVAL_LABELS,
        TRAIN_FOLDER, EVAL_FOLDER, CHANNELS, HEIGHT, WIDTH, FIT, MEAN, STD, CROP_PADDING, HORIZONTAL_FLIP,
        FILE, EVAL_FILE, TARGET, FEATURES, SEPARATOR, STANDARDIZE, TOKENS, CONTEXT, STRIDE,
        TRAIN_SAMPLES, EVAL_SAMPLES,
        LOSS_KIND, LABEL_SMOOTHING, IGNORE_INDEX, DELTA,
        EPOCHS, BATCH, SHARDS, REDUCTION, CLIP_NORM, CLIP_VALUE,
        OPTIMIZER_KIND, LEARNING_RATE, MOMENTUM, DAMPENING, NESTEROV, BETA1, BETA2, ALPHA, RATE_DECAY,
        INITIAL_ACCUMULATOR, EPSILON, CENTERED, AMSGRAD, ALWAYS_ADAPT, WEIGHT_DECAY, DECAYED,
        SCHEDULE_KIND, PER, WARM_UP, EVERY, MILESTONES, GAMMA, LENGTH, FIRST, GROWTH,
        WATCH, MODE, THRESHOLD, THRESHOLD_MODE, FACTOR, PATIENCE, COOLDOWN, LEAST_RATE, START, END, POWER,
        RISING, START_DIVISOR, END_DIVISOR, ANNEAL,
        NODES, WORKERS_PER_NODE, GATHER_TIMEOUT, PREPARE_TIMEOUT, STEP_TIMEOUT, LEASE_STEPS,
        CHUNK_BYTES, WINDOW, BUCKET_BYTES, COLLECTIVE_TIMEOUT);

    private static final Map<String, Key<? extends Enum<?>>> KIND_OF_SECTION =
        Stream.of(MODEL_KIND, DATA_KIND, LOSS_KIND, OPTIMIZER_KIND, SCHEDULE_KIND).collect(Collectors.toMap(Key::section, key -> key));

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
