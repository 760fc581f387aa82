package io.ringmaster.proto.config;

import static io.ringmaster.proto.config.GradientReduction.EXACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ringmaster.proto.config.DataConfig.Digits;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.ModelConfig.Mlp;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

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
            bad(() -> new Digits(0, 1), "data.train-samples", "data.train-samples is 0; it must be 1 or more"),
            bad(() -> new Digits(1, -5), "data.eval-samples", "data.eval-samples is -5; it must be 1 or more"),
            bad(() -> idx(" ", "", ""), "data.directory", "data.directory is \" \"; it must hold more than blanks"),
            bad(() -> idx("d", "x", ""), "data.eval-labels",
                "data.eval-labels is empty but data.eval-images is \"x\"; set both, or neither"),
            bad(() -> idx("d", "", "y"), "data.eval-images",
                "data.eval-images is empty but data.eval-labels is \"y\"; set both, or neither"),
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
            new Mlp(List.of(784, 10), 0), new Digits(7, 1), new TrainingConfig(1, 8, 1, EXACT), new Sgd(0.1, 0, 0),
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

    private static Idx idx(String directory, String evalImages, String evalLabels) {
        return new Idx(directory, "images", "labels", evalImages, evalLabels, 1, 1);
    }

    private static ClusterConfig cluster(int nodes, int workersPerNode, Duration stepTimeout) {
        return new ClusterConfig(nodes, workersPerNode, SECOND, SECOND, stepTimeout, 16);
    }

    private static JobConfig job(String name, int shards, ClusterConfig cluster) {
        return new JobConfig(name, 1, new Mlp(List.of(784, 10), 0), new Digits(100, 10),
            new TrainingConfig(1, 8, shards, EXACT), new Sgd(0.1, 0, 0), cluster,
            new CollectiveConfig(4096, 1, 4096, SECOND));
    }
}
