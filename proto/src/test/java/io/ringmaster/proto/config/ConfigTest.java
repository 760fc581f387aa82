package io.ringmaster.proto.config;

import static io.ringmaster.proto.config.GradientReduction.EXACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ringmaster.proto.config.DataConfig.Cifar10;
import io.ringmaster.proto.config.DataConfig.Csv;
import io.ringmaster.proto.config.DataConfig.Digits;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.DataConfig.ImageFolder;
import io.ringmaster.proto.config.DataConfig.ImageSize;
import io.ringmaster.proto.config.DataConfig.Text;
import io.ringmaster.proto.config.ModelConfig.Gpt;
import io.ringmaster.proto.config.ModelConfig.Lenet;
import io.ringmaster.proto.config.ModelConfig.Mlp;
import io.ringmaster.proto.config.ModelConfig.Resnet;
import io.ringmaster.proto.config.ModelConfig.ResnetVariant;
import io.ringmaster.proto.config.OptimizerConfig.Adagrad;
import io.ringmaster.proto.config.OptimizerConfig.Adam;
import io.ringmaster.proto.config.OptimizerConfig.Betas;
import io.ringmaster.proto.config.OptimizerConfig.Lamb;
import io.ringmaster.proto.config.OptimizerConfig.RmsProp;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
import io.ringmaster.proto.config.OptimizerConfig.WeightDecay;
import io.ringmaster.proto.config.ScheduleConfig.Anneal;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WeightDecay NO_DECAY = WeightDecay.ofAll(0);
    private static final Watch OF_LOSS = watch("loss", Mode.MIN);
    private static final Betas BETAS = new Betas(0.9, 0.999);
    private static final ImageConfig GREY = new ImageConfig(List.of(0.5), List.of(0.5), 0, false);

    static Stream<Arguments> impossible() {
        return Stream.of(
            bad(() -> new Mlp(List.of(784), 0), "model.layers",
                "model.layers is [784]; it must hold at least an input and an output size, such as [784, 10]"),
            bad(() -> new Mlp(List.of(784, 0, 10), 0), "model.layers",
                "model.layers is [784, 0, 10]; each size must be 1 to 1048576"),
            bad(() -> new Mlp(List.of(784, 10), 1.0), "model.dropout",
                "model.dropout is 1.0; it must be 0.0 or more and below 1.0"),
            bad(() -> new Mlp(List.of(784, 10), Double.NaN), "model.dropout",
                "model.dropout is NaN; it must be 0.0 or more and below 1.0"),
            bad(() -> new Lenet(0), "model.classes", "model.classes is 0; it must be 1 to 1048576"),
            bad(() -> new Resnet(ResnetVariant.RESNET50, -1), "model.classes", "model.classes is -1; it must be 1 to 1048576"),
            bad(() -> new Gpt(0, 4, 128, 64, 0, 0), "model.blocks", "model.blocks is 0; it must be 1 to 1024"),
            bad(() -> new Gpt(2, 5, 128, 64, 0, 0), "model.width",
                "model.width is 128 but 5 heads share it; it must be a multiple of model.heads"),
            bad(() -> new Gpt(2, 129, 128, 64, 0, 0), "model.heads", "model.heads is 129; it must be 1 to 128"),
            bad(() -> new Gpt(2, 4, 128, 0, 0, 0), "model.context", "model.context is 0; it must be 1 to 1048576"),
            bad(() -> new Gpt(2, 4, 128, 64, -1, 0), "model.vocabulary", "model.vocabulary is -1; it must be 0 to 16777216"),
            bad(() -> new Gpt(2, 4, 128, 64, 0, 1), "model.dropout",
                "model.dropout is 1.0; it must be 0.0 or more and below 1.0"),
            bad(() -> new Digits(0, 1), "data.train-samples", "data.train-samples is 0; it must be 1 or more"),
            bad(() -> new Digits(1, -5), "data.eval-samples", "data.eval-samples is -5; it must be 1 or more"),
            bad(() -> idx(" ", "", ""), "data.directory", "data.directory is \" \"; it must hold more than blanks"),
            bad(() -> idx("d", "x", ""), "data.eval-labels",
                "data.eval-labels is empty but data.eval-images is \"x\"; set both, or neither"),
            bad(() -> idx("d", "", "y"), "data.eval-images",
                "data.eval-images is empty but data.eval-labels is \"y\"; set both, or neither"),
            bad(() -> new Idx("d", DataConfig.Download.CIFAR10, "i", "l", "", "", GREY, 1, 1), "data.download",
                "data.download is cifar10 but data.kind is idx; use none, mnist or fashion-mnist"),
            bad(() -> new Cifar10("d", DataConfig.Download.MNIST, GREY, 1, 1), "data.download",
                "data.download is another data set but data.kind is cifar10; use none or cifar10"),
            bad(() -> new Cifar10("d", DataConfig.Download.NONE, colours(2), 1, 1), "data.mean",
                "data.mean is [0.5, 0.5] but images have 3 channels; give one number, or one for each"),
            bad(() -> new ImageConfig(List.of(), List.of(), 0, false), "data.mean",
                "data.mean is []; it must be finite numbers, such as [0.1307]"),
            bad(() -> new ImageConfig(List.of(1e300), List.of(1.0), 0, false), "data.mean",
                "data.mean is [1.0E300]; it must be finite numbers, such as [0.1307]"),
            bad(() -> new ImageConfig(List.of(0.0), List.of(1.0, 2.0), 0, false), "data.std",
                "data.std is [1.0, 2.0] but data.mean is [0.0]; give as many"),
            bad(() -> new ImageConfig(List.of(0.0), List.of(1e-300), 0, false), "data.std",
                "data.std is [1.0E-300]; it must be finite numbers above 0, such as [0.3081]"),
            bad(() -> new ImageConfig(List.of(0.0), List.of(1.0), -1, false), "data.crop-padding",
                "data.crop-padding is -1; it must be 0 to 1024"),
            bad(() -> new ImageSize(2, 1, 1, DataConfig.Fit.CROP), "data.channels",
                "data.channels is 2; it must be 3 (colours) or 1 (grey)"),
            bad(() -> new ImageSize(1, 0, 1, DataConfig.Fit.CROP), "data.height", "data.height is 0; it must be 1 to 8192"),
            bad(() -> new ImageFolder("d", "a", "a", new ImageSize(1, 1, 1, DataConfig.Fit.CROP), GREY, 1, 1), "data.eval-folder",
                "data.eval-folder is \"a\", as data.train-folder is; leave it empty to split one folder"),
            bad(() -> csv("y", List.of("x", "y"), ","), "data.features",
                "data.features is [x, y] and data.target \"y\"; a column is one of them, so leave it out here"),
            bad(() -> csv("y", List.of(), "||"), "data.separator",
                "data.separator is \"||\"; it must be one character, such as \",\""),
            bad(() -> new Text("d", "f", "", DataConfig.Tokens.GPT2, 0, 1, 1, 1), "data.context",
                "data.context is 0; it must be 1 to 1048576"),
            bad(() -> new Text("d", "f", "", DataConfig.Tokens.GPT2, 1, 0, 1, 1), "data.stride",
                "data.stride is 0; it must be 1 to 1048576"),
            bad(() -> new TrainingConfig(0, 1, 1, EXACT), "training.epochs", "training.epochs is 0; it must be 1 or more"),
            bad(() -> new TrainingConfig(1, 4, 5, EXACT), "training.shards",
                "training.shards is 5 but training.batch is 4, so some shards would be empty; use at most 4"),
            bad(() -> new TrainingConfig(1, 5000, 5000, EXACT), "training.shards",
                "training.shards is 5000; it must be 1 to 4096"),
            bad(() -> new Sgd(0, 0, 0), "optimizer.learning-rate",
                "optimizer.learning-rate is 0.0; it must be a finite number above 0"),
            bad(() -> new Sgd(Double.POSITIVE_INFINITY, 0, 0), "optimizer.learning-rate",
                "optimizer.learning-rate is Infinity; it must be a finite number above 0"),
            bad(() -> new Sgd(0.1, 0, -1), "optimizer.weight-decay",
                "optimizer.weight-decay is -1.0; it must be a finite number of 0 or more"),
            bad(() -> new TrainingConfig(1, 4, 4, EXACT, -1, 0), "training.clip-norm",
                "training.clip-norm is -1.0; it must be a finite number of 0 or more"),
            bad(() -> new TrainingConfig(1, 4, 4, EXACT, 0, Double.NaN), "training.clip-value",
                "training.clip-value is NaN; it must be a finite number of 0 or more"),
            bad(() -> new Sgd(0.1, 0, 0, true, NO_DECAY), "optimizer.nesterov",
                "optimizer.nesterov is true but optimizer.momentum is 0.0 and optimizer.dampening is 0.0; it takes momentum "
                    + "above 0 and no dampening"),
            bad(() -> new Sgd(0.1, 0.9, 1, false, NO_DECAY), "optimizer.dampening",
                "optimizer.dampening is 1.0; it must be 0.0 or more and below 1.0"),
            bad(() -> new Betas(0.9, 1), "optimizer.beta2",
                "optimizer.beta2 is 1.0; it must be 0.0 or more and below 1.0"),
            bad(() -> new Adam(0.1, BETAS, -1, NO_DECAY, true, false), "optimizer.epsilon",
                "optimizer.epsilon is -1.0; it must be a finite number of 0 or more"),
            bad(() -> new RmsProp(0.1, 1, 0, 0, false, NO_DECAY), "optimizer.alpha",
                "optimizer.alpha is 1.0; it must be 0.0 or more and below 1.0"),
            bad(() -> new Adagrad(0.1, -1, 0, 0, NO_DECAY), "optimizer.rate-decay",
                "optimizer.rate-decay is -1.0; it must be a finite number of 0 or more"),
            bad(() -> new Lamb(Double.NaN, BETAS, 0, false, NO_DECAY), "optimizer.learning-rate",
                "optimizer.learning-rate is NaN; it must be a finite number above 0"),
            bad(() -> new ScheduleConfig(Per.STEP, -1, new Curve.Constant()), "schedule.warm-up",
                "schedule.warm-up is -1; it must be 0 or more"),
            bad(() -> new ScheduleConfig(Per.STEP, 5, new Curve.OneCycle(0, 0.3, 25, 1e4, Anneal.COSINE)),
                "schedule.warm-up",
                "schedule.warm-up is 5 but schedule.kind is one-cycle, which rises by itself; use 0"),
            bad(() -> new Curve.Stairs(0, 0.1), "schedule.every", "schedule.every is 0; it must be 1 or more"),
            bad(() -> new Curve.MultiStep(List.of(5, 0), 0.1), "schedule.milestones",
                "schedule.milestones is [5, 0]; each must be 1 or more"),
            bad(() -> new Curve.Exponential(0), "schedule.gamma",
                "schedule.gamma is 0.0; it must be a finite number above 0"),
            bad(() -> new Curve.Cosine(-1, 0), "schedule.length", "schedule.length is -1; it must be 0 or more"),
            bad(() -> new Curve.OneCycle(0, 1, 25, 1e4, Anneal.COSINE), "schedule.rising",
                "schedule.rising is 1.0; it must be 0.0 or more and below 1.0"),
            bad(() -> new ScheduleConfig(Per.STEP, 0, new Curve.ReduceOnPlateau(OF_LOSS, 0.1, 10, 0, 0)), "schedule.per",
                "schedule.per is step but schedule.kind is reduce-on-plateau, which counts evaluations, one an epoch; use epoch"),
            bad(() -> watch("Accuracy", Mode.MAX), "schedule.watch",
                "schedule.watch is \"Accuracy\"; it must be loss or the name of a metric, such as accuracy"),
            bad(() -> watch("loss", Mode.MAX), "schedule.mode",
                "schedule.mode is max but schedule.watch is loss, which is the better the smaller it is; use min"),
            bad(() -> watch("accuracy", Mode.MIN), "schedule.mode",
                "schedule.mode is min but schedule.watch is accuracy, which is the better the larger it is; use max"),
            bad(() -> new Watch("loss", Mode.MIN, -0.5, ThresholdMode.ABSOLUTE), "schedule.threshold",
                "schedule.threshold is -0.5; it must be a finite number of 0 or more"),
            bad(() -> new Curve.ReduceOnPlateau(OF_LOSS, 1, 10, 0, 0), "schedule.factor",
                "schedule.factor is 1.0; it must be 0.0 or more and below 1.0"),
            bad(() -> new Curve.ReduceOnPlateau(OF_LOSS, 0.1, -1, 0, 0), "schedule.patience",
                "schedule.patience is -1; it must be 0 or more"),
            bad(() -> new Curve.ReduceOnPlateau(OF_LOSS, 0.1, 10, -2, 0), "schedule.cooldown",
                "schedule.cooldown is -2; it must be 0 or more"),
            bad(() -> new Curve.ReduceOnPlateau(OF_LOSS, 0.1, 10, 0, Double.NaN), "schedule.least-rate",
                "schedule.least-rate is NaN; it must be a finite number of 0 or more"),
            bad(() -> cluster(0, 1, SECOND), "cluster.nodes", "cluster.nodes is 0; it must be 1 to 1024"),
            bad(() -> cluster(1, 0, SECOND), "cluster.workers-per-node",
                "cluster.workers-per-node is 0; it must be 1 to 256"),
            bad(() -> cluster(1, 1, Duration.ZERO), "cluster.step-timeout",
                "cluster.step-timeout is 0 s; it must be 1 ms to 86400 s"),
            bad(() -> cluster(1, 1, Duration.ofNanos(1_500)), "cluster.step-timeout",
                "cluster.step-timeout is 0.000001500 s; it must be 1 ms to 86400 s"),
            bad(() -> new CollectiveConfig(4095, 1, 1 << 20, SECOND), "collective.chunk-bytes",
                "collective.chunk-bytes is 4095; it must be 4096 to 4194304"),
            bad(() -> new CollectiveConfig(4098, 1, 1 << 20, SECOND), "collective.chunk-bytes",
                "collective.chunk-bytes is 4098; it must be a multiple of 4"),
            bad(() -> new CollectiveConfig(8192, 0, 1 << 20, SECOND), "collective.window",
                "collective.window is 0; it must be 1 to 1024"),
            bad(() -> new CollectiveConfig(8192, 1, 4096, SECOND), "collective.bucket-bytes",
                "collective.bucket-bytes is 4096 but collective.chunk-bytes is 8192; "
                    + "a bucket must hold at least one chunk"),
            bad(() -> job("run", 2, cluster(3, 1, SECOND)), "training.shards",
                "training.shards is 2 but 3 workers would share them, so some would always idle; use at least 3"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void impossibleValuesAreRefusedInOneSentence(Runnable making, String key, String message) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class, making::run);

        assertThat(refusal).hasMessage(message);
        assertThat(refusal.key()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "a\\b", "a b", "naïve", "a\n"})
    void namesThatWouldBeBadFoldersAreRefused(String name) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class,
            () -> job(name, 4, cluster(1, 1, SECOND)));

        assertThat(refusal.key()).isEqualTo("name");
        assertThat(refusal).hasMessageStartingWith("name is \"" + name + "\"; it must be 1 to 64 letters");
    }

    @Test
    void namesMayHave64Characters() {
        assertThat(job("a".repeat(64), 4, cluster(1, 1, SECOND)).name()).hasSize(64);
        assertThat(catchThrowableOfType(ConfigException.class,
            () -> job("a".repeat(65), 4, cluster(1, 1, SECOND))).key()).isEqualTo("name");
    }

    @Test
    void aBatchLargerThanTheTrainingSamplesIsRefused() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> new JobConfig("run", 1,
            new Mlp(List.of(784, 10), 0), new Digits(7, 1), new TrainingConfig(1, 8, 1, EXACT),
            new Sgd(0.1, 0, 0), ScheduleConfig.CONSTANT,
            cluster(1, 1, SECOND), new CollectiveConfig(4096, 1, 4096, SECOND))))
            .hasMessage("training.batch is 8 but data.train-samples is only 7; use a batch of at most 7");
    }

    @Test
    void layersAreTheRecordsOwn() {
        List<Integer> sizes = new ArrayList<>(List.of(784, 10));
        Mlp mlp = new Mlp(sizes, 0);
        sizes.set(0, 1);

        assertThat(mlp.layers()).containsExactly(784, 10);
    }

    private static Arguments bad(Runnable making, String key, String message) {
        return arguments(making, key, message);
    }

    private static Watch watch(String measure, Mode mode) {
        return new Watch(measure, mode, 1e-4, ThresholdMode.RELATIVE);
    }

    @Test
    void aMetricOfAJobsClassMayGoEitherWay() {
        assertThat(watch("error-rate", Mode.MIN).mode()).isNotEqualTo(watch("error-rate", Mode.MAX).mode());
    }

    private static Idx idx(String directory, String evalImages, String evalLabels) {
        return new Idx(directory, DataConfig.Download.NONE, "images", "labels", evalImages, evalLabels, GREY, 1, 1);
    }

    private static ImageConfig colours(int channels) {
        return new ImageConfig(Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.5), 0, false);
    }

    private static Csv csv(String target, List<String> features, String separator) {
        return new Csv("d", "f.csv", "", target, features, separator, true, 1, 1);
    }

    private static ClusterConfig cluster(int nodes, int workersPerNode, Duration stepTimeout) {
        return new ClusterConfig(nodes, workersPerNode, SECOND, SECOND, stepTimeout, 16);
    }

    private static JobConfig job(String name, int shards, ClusterConfig cluster) {
        return new JobConfig(name, 1, new Mlp(List.of(784, 10), 0), new Digits(100, 10),
            new TrainingConfig(1, 8, shards, EXACT), new Sgd(0.1, 0, 0), ScheduleConfig.CONSTANT, cluster,
            new CollectiveConfig(4096, 1, 4096, SECOND));
    }
}
