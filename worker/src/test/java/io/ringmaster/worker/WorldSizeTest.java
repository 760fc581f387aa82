package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ModelConfig.ResnetVariant;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.worker.TestRun.Epoch;
import io.ringmaster.worker.TestRun.Judged;
import io.ringmaster.worker.TestRun.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What does and what does not depend on how many workers compute a run.
final class WorldSizeTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestRun run = new TestRun();

    /// A whole run.
    private record Result(List<Trained> steps, Judged judged) {}

    @AfterEach
    void close() {
        run.close();
    }

    /// With dropout, 12 shards of 2 or 3 samples that most numbers of workers don't divide, and gradients that go round
    /// in portions of any size.
    @Test
    void anyNumberOfWorkersComesToTheSameBits() {
        JobConfig job = TestRun.job();
        Result alone = train("one", 1, job, 30);
        assertThat(alone.steps().getLast().loss()).isLessThan(alone.steps().getFirst().loss());
        assertThat(alone.steps().getFirst().calibrated()).as("the first step").isTrue();
        assertThat(alone.steps()).filteredOn(Trained::calibrated).as("steps that took two attempts").hasSizeLessThan(4);

        assertThat(train("two", 2, job, 30)).isEqualTo(alone);
        assertThat(train("three", 3, TestRun.with(job, new CollectiveConfig(4096, 1, 4096, SOON)), 30)).isEqualTo(alone);
        assertThat(train("five", 5, TestRun.with(job, new CollectiveConfig(8192, 8, 1 << 20, SOON)), 30)).isEqualTo(alone);
    }

    @ParameterizedTest
    @MethodSource("io.ringmaster.worker.TestRun#optimizers")
    void everyOptimizerComesToTheSameBitsOnAnyNumberOfWorkers(OptimizerConfig optimizer) {
        JobConfig job = TestRun.by(optimizer);
        Result alone = train("one", 1, job, 12);
        assertThat(alone.steps().getLast().loss()).isLessThan(alone.steps().getFirst().loss());
        assertThat(train("three", 3, job, 12)).isEqualTo(alone);
    }

    /// The third epoch is at a tenth of the rate.
    @ParameterizedTest
    @ValueSource(strings = {"loss", "accuracy"})
    void aRateThatEvaluationsReduceIsTheSameOnAnyNumberOfWorkers(String measure) {
        JobConfig job = TestRun.onPlateau(measure);
        List<Epoch> alone = epochs("one", 1, job);
        List<Epoch> constant = epochs("constant", 1, TestRun.job());
        assertThat(alone.subList(0, 2)).isEqualTo(constant.subList(0, 2));
        assertThat(alone.getLast()).isNotEqualTo(constant.getLast());
        assertThat(epochs("two", 2, job)).isEqualTo(alone);
        assertThat(epochs("three", 3, TestRun.with(job, new CollectiveConfig(4096, 1, 4096, SOON)))).isEqualTo(alone);
    }

    private List<Epoch> epochs(String node, int workers, JobConfig job) {
        List<Prepared> members = run.prepare(run.node(node, workers), job);
        run.form(members, 1, 0);
        return Stream.of(1, 2, 3).map(epoch -> run.epoch(members, 1, epoch)).toList();
    }

    /// What a step's shards weigh depends on their labels, so that workers tell each other; some shards weigh nothing.
    @Test
    void labelsThatDoNotCountAreLeftOutAlikeOnAnyNumberOfWorkers() {
        JobConfig all = TestRun.of(new LossConfig.CrossEntropy(0.1, List.of()));
        JobConfig some = TestRun.of(new LossConfig.CrossEntropy(0.1, List.of(3)));
        Result alone = train("one", 1, some, 12);
        assertThat(alone.steps().getLast().loss()).isLessThan(alone.steps().getFirst().loss());
        assertThat(alone.judged().metrics()).extracting(MetricValue::name).containsExactly("accuracy", "top5-accuracy");
        assertThat(train("two", 2, some, 12)).isEqualTo(alone);
        assertThat(train("five", 5, some, 12)).isEqualTo(alone);
        assertThat(train("all", 2, all, 12).judged().digest()).isNotEqualTo(alone.judged().digest());
    }

    /// Batch norm's running statistics are the same too: they are in the digest of what is evaluated.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyModelComesToTheSameBitsOnAnyNumberOfWorkers(Kind kind, @TempDir Path folder) throws IOException {
        JobConfig job = kind.job(folder);
        Result alone = train("one", 1, job, kind.steps);
        assertThat(alone.steps()).extracting(Trained::loss).as("the parameters move").doesNotHaveDuplicates();
        assertThat(train("two", 2, job, kind.steps)).isEqualTo(alone);
    }

    enum Kind {
        LENET(6),
        RESNET(3),
        GPT(6);

        private final int steps;

        Kind(int steps) {
            this.steps = steps;
        }

        private JobConfig job(Path folder) throws IOException {
            DataConfig digits = new DataConfig.Digits(TestRun.TRAIN_SAMPLES, TestRun.EVAL_SAMPLES);
            return switch (this) {
                case LENET -> TestRun.of(new ModelConfig.Lenet(10), digits);
                case RESNET -> TestRun.of(new ModelConfig.Resnet(ResnetVariant.RESNET18_D2L, 10), digits);
                case GPT -> {
                    Files.writeString(folder.resolve("text"), "to be or not to be, that is the question. ".repeat(100));
                    yield TestRun.of(new ModelConfig.Gpt(2, 2, 16, 8, 0, 0.1), new DataConfig.Text(folder.toString(), "text", "",
                        DataConfig.Tokens.CHARACTERS, 8, 8, TestRun.TRAIN_SAMPLES, TestRun.EVAL_SAMPLES));
                }
            };
        }
    }

    /// The rate is so high that gradients jump, more than once.
    @Test
    void stepsThatAreCalibratedAnewComeToTheSameBits() {
        JobConfig job = TestRun.job(GradientReduction.EXACT, 4);
        Result alone = train("one", 1, job, 12);
        assertThat(alone.steps().subList(1, 12)).as("an overflow after the first step")
            .extracting(Trained::calibrated).contains(true);
        assertThat(train("three", 3, job, 12)).isEqualTo(alone);
    }

    @Test
    void float32IsRoundedByWhoAddsWhat() {
        JobConfig job = TestRun.job(GradientReduction.FLOAT32, 0.05);
        List<Trained> alone = train("one", 1, job, 30).steps();
        for (int workers : List.of(2, 3)) {
            List<Trained> together = train("node-of-" + workers, workers, job, 30).steps();
            for (int step = 0; step < alone.size(); step++) {
                double loss = alone.get(step).loss();
                assertThat(together.get(step).loss()).isCloseTo(loss, within(1e-4 * loss));
            }
        }
    }

    /// Rounding to the grid must not be what decides how a run goes.
    @Test
    void exactAndFloat32GoTheSameWay() {
        List<Trained> exact = train("exact", 1, TestRun.job(GradientReduction.EXACT, 0.05), 30).steps();
        List<Trained> float32 = train("float32", 1, TestRun.job(GradientReduction.FLOAT32, 0.05), 30).steps();
        for (int step = 0; step < exact.size(); step++) {
            double loss = float32.get(step).loss();
            assertThat(exact.get(step).loss()).isCloseTo(loss, within(1e-4 * loss));
        }
    }

    @ParameterizedTest
    @EnumSource(GradientReduction.class)
    void aGradientThatIsNotFiniteEndsTheRunInOneSentence(GradientReduction reduction) {
        List<Prepared> members = run.prepare(run.node("node", 1), TestRun.job(reduction, 1e30));
        run.form(members, 1, 0);
        run.train(members, 1, 1, 1);
        members.getFirst().worker().tell(new Lease(TestRun.RUN, new Generation(1), List.of(TestRun.plan(2, 0, 1))));
        WorkerFailed failed = run.next(WorkerFailed.class);
        assertThat(failed.step()).isEqualTo(new Step(2));
        assertThat(failed.reason())
            .startsWith("shard 0 on rank 0: the loss is ").contains("the gradient of ", "optimizer.learning-rate")
            .doesNotContain("\n", "Exception");
    }

    private Result train(String node, int workers, JobConfig job, int steps) {
        List<Prepared> members = run.prepare(run.node(node, workers), job);
        run.form(members, 1, 0);
        return new Result(run.train(members, 1, 1, steps), run.evaluate(members, 1, steps));
    }
}
