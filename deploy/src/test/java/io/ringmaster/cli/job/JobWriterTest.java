package io.ringmaster.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CodeConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.DataConfig.Cifar10;
import io.ringmaster.proto.config.DataConfig.Csv;
import io.ringmaster.proto.config.DataConfig.Digits;
import io.ringmaster.proto.config.DataConfig.Download;
import io.ringmaster.proto.config.DataConfig.Fit;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.DataConfig.ImageFolder;
import io.ringmaster.proto.config.DataConfig.ImageSize;
import io.ringmaster.proto.config.DataConfig.Text;
import io.ringmaster.proto.config.DataConfig.Tokens;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ModelConfig.Gpt;
import io.ringmaster.proto.config.ModelConfig.Lenet;
import io.ringmaster.proto.config.ModelConfig.Mlp;
import io.ringmaster.proto.config.ModelConfig.Resnet;
import io.ringmaster.proto.config.ModelConfig.ResnetVariant;
import io.ringmaster.proto.config.ObjectiveConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.OptimizerConfig.Adagrad;
import io.ringmaster.proto.config.OptimizerConfig.Adam;
import io.ringmaster.proto.config.OptimizerConfig.Betas;
import io.ringmaster.proto.config.OptimizerConfig.Decayed;
import io.ringmaster.proto.config.OptimizerConfig.Lamb;
import io.ringmaster.proto.config.OptimizerConfig.RmsProp;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
import io.ringmaster.proto.config.OptimizerConfig.WeightDecay;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Anneal;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import io.ringmaster.proto.config.TrainingConfig;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JobWriterTest {

    private static final int LEAST_CHUNK = 4 << 10;
    private static final int MOST_CHUNK = 4 << 20;

    @Property(tries = 300)
    void whatIsWrittenReadsBackEqual(@ForAll("jobs") JobConfig job) {
        String text = JobWriter.write(job);

        assertThat(JobParser.parse(new JobFile("other", "job.conf", text), List.of())).isEqualTo(job);
    }

    @Example
    void everySectionAndMeaningIsWritten() {
        String text = JobWriter.write(JobParser.parse(JobFile.find("digits"), List.of()));

        assertThat(text)
            .startsWith("# A Ringmaster job, every key resolved.\n")
            .contains("\nname = \"digits\"\n")
            .contains("""
                data {
                  # Where samples come from: digits (drawn, no files needed), idx (files as MNIST has them), cifar10 (its binary form),
                  # image-folder (PNG and JPEG in a folder for each class), csv (rows of numbers and a class), text (for language models) or
                  # job (the class makes them).
                  kind = digits

                  # Samples that train.
                  train-samples = 12000

                  # Samples held out to evaluate.
                  eval-samples = 2000
                }
                """)
            .contains("  chunk-bytes = 256 KiB\n", "  step-timeout = 60 s\n", "  layers = [784, 256, 10]\n");
    }

    private record Rates(OptimizerConfig optimizer, ScheduleConfig schedule) {}

    @Provide
    Arbitrary<JobConfig> jobs() {
        Arbitrary<String> names = Arbitraries.strings().withChars("abzAZ019-_").withChars('.')
            .ofMinLength(1).ofMaxLength(64).filter(name -> !name.startsWith("."));
        Arbitrary<Rates> rates = Combinators.combine(optimizers(), schedules()).as(Rates::new);
        return Combinators.combine(names, Arbitraries.longs(), tasks(), data(), training(), rates, clusters(), collectives())
            .as((name, seed, task, data, training, rate, cluster, collective) -> new JobConfig(
                name, seed, task.code(), task.model(), task.code().isGiven() ? OF_JOB : data, task.objective(), training,
                rate.optimizer(), rate.schedule(), cluster, collective));
    }

    private static final DataConfig OF_JOB = new DataConfig.OfJob("/data", 0, 12);

    private record Task(CodeConfig code, ModelConfig model, ObjectiveConfig objective) {}

    private static Arbitrary<Task> tasks() {
        Arbitrary<ObjectiveConfig> objectives = Arbitraries.of(
            ObjectiveConfig.USUAL,
            new ObjectiveConfig(new LossConfig.CrossEntropy(0.1, List.of(-100)), List.of(ObjectiveConfig.Metric.values())),
            new ObjectiveConfig(new LossConfig.SquaredError(), List.of(ObjectiveConfig.Metric.RMSE)),
            new ObjectiveConfig(new LossConfig.AbsoluteError(), List.of()),
            new ObjectiveConfig(new LossConfig.Huber(0.3), List.of()),
            new ObjectiveConfig(new LossConfig.BinaryCrossEntropy(), List.of()));
        Arbitrary<CodeConfig> codes = Arbitraries.of(CodeConfig.NONE, new CodeConfig("com.example.MyJob", "0a".repeat(32)));
        return Combinators.combine(codes, models(), objectives).as((code, model, objective) ->
            new Task(code, code.isGiven() ? new ModelConfig.OfJob() : model, objective));
    }

    private static Arbitrary<ModelConfig> models() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 1 << 20);
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 64);
        return Arbitraries.oneOf(
            Combinators.combine(sizes.list().ofMinSize(2).ofMaxSize(6), fractions()).as(Mlp::new),
            sizes.map(Lenet::new),
            Combinators.combine(Arbitraries.of(ResnetVariant.class), sizes).as(Resnet::new),
            Combinators.combine(few, few, few, sizes, sizes, fractions()).as((blocks, heads, ratio, context, vocabulary, dropout) ->
                new Gpt(blocks, heads, heads * ratio, context, vocabulary, dropout)));
    }

    private static Arbitrary<DataConfig> data() {
        Arbitrary<Integer> train = Arbitraries.integers().between(1_000, Integer.MAX_VALUE);
        Arbitrary<Integer> eval = Arbitraries.integers().greaterOrEqual(1);
        Arbitrary<String> texts = Arbitraries.strings().ofMinLength(1).ofMaxLength(20)
            .filter(text -> !text.isBlank());
        Arbitrary<Integer> sides = Arbitraries.integers().between(1, 1 << 13);
        return Arbitraries.oneOf(
            Combinators.combine(train, eval).as(Digits::new),
            Combinators.combine(
                texts, Arbitraries.of(Download.NONE, Download.MNIST, Download.FASHION_MNIST), texts, images(1), train, eval)
                .as((text, download, file, image, some, others) ->
                    new Idx(text, download, file, text, file, text, image, some, others)),
            Combinators.combine(texts, texts, texts, images(1), train, eval)
                .as((folder, images, labels, image, some, others) ->
                    new Idx(folder, Download.NONE, images, labels, "", "", image, some, others)),
            Combinators.combine(texts, Arbitraries.of(Download.NONE, Download.CIFAR10), images(3), train, eval).as(Cifar10::new),
            Combinators.combine(texts, texts, sides, sides, Arbitraries.of(Fit.values()), images(3), train, eval)
                .as((folder, part, height, width, fit, image, some, others) ->
                    new ImageFolder(folder, part, "", new ImageSize(3, height, width, fit), image, some, others)),
            Combinators.combine(
                texts, texts, texts.list().ofMaxSize(4), Arbitraries.chars(), Arbitraries.of(true, false), train, eval)
                .as((folder, file, features, separator, standardize, some, others) -> new Csv(folder, file, file,
                    String.join("", features) + "y", features, String.valueOf(separator), standardize, some, others)),
            Combinators.combine(texts, texts, Arbitraries.of(Tokens.values()), sides, sides, train, eval)
                .as((folder, file, tokens, context, stride, some, others) ->
                    new Text(folder, file, "", tokens, context, stride, some, others)));
    }

    private static Arbitrary<ImageConfig> images(int channels) {
        Arbitrary<Double> means = Arbitraries.doubles().between(-10, 10).ofScale(9);
        Arbitrary<Double> stds = Arbitraries.doubles().between(0.000001, 10).ofScale(9);
        return Combinators.combine(means.list().ofSize(channels), stds.list().ofSize(channels),
            Arbitraries.integers().between(0, 1024), Arbitraries.of(true, false)).as(ImageConfig::new);
    }

    /// At least as many shards as [#clusters] has workers.
    private static Arbitrary<TrainingConfig> training() {
        return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(1),
            Arbitraries.integers().between(100, 1_000),
            Arbitraries.integers().between(16, 100),
            Arbitraries.of(GradientReduction.class),
            fractions(), fractions()).as(TrainingConfig::new);
    }

    private static Arbitrary<OptimizerConfig> optimizers() {
        Arbitrary<Double> decays = Arbitraries.doubles().between(0, 1e9).ofScale(12);
        WeightDecay decay = new WeightDecay(0.03, Decayed.MATRICES);
        Betas betas = new Betas(0.8, 0.95);
        return Arbitraries.oneOf(
            Combinators.combine(decays.filter(rate -> rate > 0), fractions(), decays).as(Sgd::new),
            Arbitraries.of(
                new Sgd(0.1, 0.9, 0.5, false, decay),
                new Sgd(0.1, 0.9, 0, true, decay),
                new Adam(0.001, betas, 1e-7, decay, false, true),
                new Adam(0.001, betas, 1e-7, decay, true, false),
                new RmsProp(0.02, 0.9, 1e-5, 0.4, true, decay),
                new Adagrad(0.02, 0.001, 0.1, 1e-9, decay),
                new Lamb(0.002, betas, 1e-5, true, decay)));
    }

    private static Arbitrary<ScheduleConfig> schedules() {
        Arbitrary<Curve> curves = Arbitraries.of(
            new Curve.Constant(),
            new Curve.Stairs(30, 0.2),
            new Curve.MultiStep(List.of(30, 60), 0.2),
            new Curve.Exponential(0.95),
            new Curve.Cosine(70, 1e-5),
            new Curve.CosineRestarts(10, 2, 1e-5),
            new Curve.Linear(70, 0.9, 0.1),
            new Curve.Polynomial(70, 2),
            new Curve.OneCycle(70, 0.25, 10, 100, Anneal.LINEAR),
            new Curve.ReduceOnPlateau(new Watch("loss", Mode.MIN, 0.02, ThresholdMode.RELATIVE), 0.2, 3, 2, 1e-6),
            new Curve.ReduceOnPlateau(new Watch("f1", Mode.MAX, 0, ThresholdMode.ABSOLUTE), 0.5, 0, 1, 0));
        return Combinators.combine(Arbitraries.of(Per.class), Arbitraries.integers().between(0, 100), curves)
            .as((per, warmUp, curve) -> new ScheduleConfig(curve instanceof Curve.ReduceOnPlateau ? Per.EPOCH : per,
                curve instanceof Curve.OneCycle ? 0 : warmUp, curve));
    }

    private static Arbitrary<ClusterConfig> clusters() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
        return Combinators.combine(few, few, waits(), waits(), waits(), Arbitraries.integers().between(1, 1024))
            .as(ClusterConfig::new);
    }

    private static Arbitrary<CollectiveConfig> collectives() {
        Arbitrary<Integer> chunks = multiplesOfFour(LEAST_CHUNK, MOST_CHUNK);
        Arbitrary<Integer> buckets = multiplesOfFour(MOST_CHUNK, Integer.MAX_VALUE - 3);
        return Combinators.combine(chunks, Arbitraries.integers().between(1, 1024), buckets, waits())
            .as(CollectiveConfig::new);
    }

    private static Arbitrary<Integer> multiplesOfFour(int least, int most) {
        return Arbitraries.oneOf(
            Arbitraries.integers().between(least / 4, most / 4).map(quarter -> 4 * quarter),
            Arbitraries.integers().between(least >> 10, most >> 10).map(kib -> kib << 10));
    }

    private static Arbitrary<Double> fractions() {
        return Arbitraries.doubles().between(0, 0.999).ofScale(6);
    }

    private static Arbitrary<Duration> waits() {
        return Arbitraries.oneOf(
            Arbitraries.longs().between(1, 86_400).map(Duration::ofSeconds),
            Arbitraries.longs().between(1, 86_400_000).map(Duration::ofMillis),
            Arbitraries.longs().between(1_000_000, 86_400_000_000_000L).map(Duration::ofNanos));
    }
}
