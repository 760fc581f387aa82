package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CodeConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ObjectiveConfig;
import io.ringmaster.proto.config.TrainingConfig;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Any valid job.
final class Jobs {

    private static final int MOST_SHARDS = 4096;
    private static final List<ObjectiveConfig> OBJECTIVES = List.of(ObjectiveConfig.USUAL,
        new ObjectiveConfig(new LossConfig.CrossEntropy(0.1, List.of()), List.of(ObjectiveConfig.Metric.MAE)),
        new ObjectiveConfig(new LossConfig.CrossEntropy(0, List.of(0)), List.of(ObjectiveConfig.Metric.values())),
        new ObjectiveConfig(new LossConfig.Huber(1e-3), List.of()));
    private static final CodeConfig CODE = new CodeConfig("com.example.Outer$Größe", "");
    private static final Arbitrary<Double> PARTS = Arbitraries.doubles().between(0, true, 1, false).ofScale(15);
    private static final Arbitrary<Duration> WAITS =
        Arbitraries.longs().between(1_000_000, Duration.ofDays(1).toNanos()).map(Duration::ofNanos);
    private static final Arbitrary<String> PATHS = Messages.texts(1, WireRules.TEXT_LIMIT).filter(text -> !text.isBlank());

    private Jobs() {}

    static Arbitrary<JobConfig> all() {
        return Combinators.combine(
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(64),
            Arbitraries.longs(),
            models(),
            Arbitraries.integers().between(1, Integer.MAX_VALUE).list().ofSize(4),
            Rates.all(),
            clusters(),
            collectives(),
            PATHS.list().ofSize(4)).as(Jobs::job);
    }

    private static JobConfig job(
        String name, long seed, ModelConfig model, List<Integer> sizes, Rates rates,
        ClusterConfig cluster, CollectiveConfig collective, List<String> paths) {
        int shards = Math.max(cluster.workers(), Math.min(sizes.get(0), MOST_SHARDS));
        int batch = Math.max(shards, sizes.get(1));
        int samples = Math.max(batch, sizes.get(2));
        DataConfig data = data(sizes.get(3), samples, paths);
        TrainingConfig training = new TrainingConfig(sizes.get(3), batch, shards,
            sizes.get(3) % 2 == 0 ? GradientReduction.EXACT : GradientReduction.FLOAT32, rates.limit(), rates.limit() / 3);
        return new JobConfig(name, seed, sizes.get(3) % 3 == 0 ? CodeConfig.NONE : CODE, model, data, OBJECTIVES.get(sizes.get(3) % OBJECTIVES.size()), training, rates.optimizer(),
            rates.schedule(), cluster, collective);
    }

    /// @param any says which kind, and stands where a number does
    private static DataConfig data(int any, int samples, List<String> paths) {
        String folder = paths.get(0);
        int side = 1 + any % 8192;
        ImageConfig transform = new ImageConfig(List.of(any / 7.0), List.of(1.0 / any), any % 1025, any % 2 == 0);
        return switch (any % 8) {
            case 0 -> new DataConfig.Digits(samples, any);
            case 1 -> new DataConfig.Idx(
                folder, DataConfig.Download.NONE, paths.get(1), paths.get(2), "", "", transform, samples, any);
            case 2 -> new DataConfig.Idx(folder, DataConfig.Download.MNIST, paths.get(1), paths.get(2), paths.get(3), folder,
                transform, samples, any);
            case 3 -> new DataConfig.Cifar10(folder, DataConfig.Download.CIFAR10, transform, samples, any);
            case 4 -> new DataConfig.ImageFolder(folder, paths.get(1), "", new DataConfig.ImageSize(1 + any % 2 * 2, side, side,
                DataConfig.Fit.CROP), transform, samples, any);
            case 5 -> new DataConfig.Csv(folder, paths.get(1), paths.get(2), "target", paths.subList(3, 4), ",",
                any % 2 == 0, samples, any);
            case 6 -> any % 3 == 0 ? new DataConfig.Digits(samples, any) : new DataConfig.OfJob(folder, 0, any);
            default -> new DataConfig.Text(folder, paths.get(1), paths.get(2), DataConfig.Tokens.GPT2, side, side, samples, any);
        };
    }

    private static Arbitrary<ModelConfig> models() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 1 << 20);
        Arbitrary<Integer> small = Arbitraries.integers().between(1, 1 << 8);
        return Arbitraries.oneOf(
            Combinators.combine(sizes.list().ofMinSize(2).ofMaxSize(50), PARTS).as(ModelConfig.Mlp::new),
            sizes.map(ModelConfig.Lenet::new),
            Combinators.combine(Arbitraries.of(ModelConfig.ResnetVariant.class), sizes).as(ModelConfig.Resnet::new),
            Combinators.combine(small, small, small, sizes, sizes, PARTS).as((blocks, heads, ratio, context, vocabulary, dropout) ->
                new ModelConfig.Gpt(blocks, heads, heads * ratio, context, vocabulary, dropout)));
    }

    private static Arbitrary<ClusterConfig> clusters() {
        return Combinators.combine(
            Arbitraries.integers().between(1, 1024), Arbitraries.integers().between(1, 256),
            WAITS, WAITS, WAITS, Arbitraries.integers().between(1, 1024))
            .as((nodes, workers, gather, prepare, step, lease) ->
                new ClusterConfig(nodes, Math.min(workers, MOST_SHARDS / nodes), gather, prepare, step, lease));
    }

    private static Arbitrary<CollectiveConfig> collectives() {
        return Combinators.combine(
            Arbitraries.integers().between(1 << 10, 1 << 20), Arbitraries.integers().between(1, 1024),
            Arbitraries.integers().between(1, Integer.MAX_VALUE / 4), WAITS)
            .as((chunk, window, bucket, timeout) ->
                new CollectiveConfig(4 * chunk, window, 4 * Math.max(chunk, bucket), timeout));
    }
}
