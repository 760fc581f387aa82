package io.ringmaster.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.DataConfig.Digits;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig.Mlp;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
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
                  # Where samples come from: digits (drawn, no files needed) or idx (files as MNIST has them).
                  kind = digits

                  # Samples that train.
                  train-samples = 12000

                  # Samples held out to evaluate.
                  eval-samples = 2000
                }
                """)
            .contains("  chunk-bytes = 256 KiB\n", "  step-timeout = 60 s\n", "  layers = [784, 256, 10]\n");
    }

    @Provide
    Arbitrary<JobConfig> jobs() {
        Arbitrary<String> names = Arbitraries.strings().withChars("abzAZ019-_").withChars('.')
            .ofMinLength(1).ofMaxLength(64).filter(name -> !name.startsWith("."));
        return Combinators.combine(
            names, Arbitraries.longs(), models(), data(), training(), optimizers(), clusters(), collectives())
            .as(JobConfig::new);
    }

    private static Arbitrary<Mlp> models() {
        return Combinators.combine(
            Arbitraries.integers().between(1, 1 << 20).list().ofMinSize(2).ofMaxSize(6), fractions()).as(Mlp::new);
    }

    private static Arbitrary<DataConfig> data() {
        Arbitrary<Integer> train = Arbitraries.integers().between(1_000, Integer.MAX_VALUE);
        Arbitrary<Integer> eval = Arbitraries.integers().greaterOrEqual(1);
        Arbitrary<String> texts = Arbitraries.strings().ofMinLength(1).ofMaxLength(20)
            .filter(text -> !text.isBlank());
        return Arbitraries.oneOf(
            Combinators.combine(train, eval).as(Digits::new),
            Combinators.combine(texts, texts, texts, texts, texts, train, eval).as(Idx::new),
            Combinators.combine(texts, texts, texts, train, eval)
                .as((folder, images, labels, some, others) ->
                    new Idx(folder, images, labels, "", "", some, others)));
    }

    /// At least as many shards as [#clusters] has workers.
    private static Arbitrary<TrainingConfig> training() {
        return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(1),
            Arbitraries.integers().between(100, 1_000),
            Arbitraries.integers().between(16, 100),
            Arbitraries.of(GradientReduction.class)).as(TrainingConfig::new);
    }

    private static Arbitrary<Sgd> optimizers() {
        Arbitrary<Double> decays = Arbitraries.doubles().between(0, 1e9).ofScale(12);
        return Combinators.combine(decays.filter(rate -> rate > 0), fractions(), decays).as(Sgd::new);
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
