package io.ringmaster.worker;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.job.JobData;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.state.StateFileException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A rate of 1 that falls to a half after two evaluations in a row that are no better, and not at once again.
final class EvaluatedRateTest {

    private static final String STATE = "schedule.plateau";

    private final ActorTestKit kit = ActorTestKit.create("rate", ConfigFactory.load("ringmaster-worker"));
    private final Exchange exchange = ReplicaTest.alone(kit);

    @AfterEach
    void close() {
        kit.shutdownTestKit();
    }

    private static JobConfig job(int warmUp, Watch watch) {
        return TestRun.under(new ScheduleConfig(Per.EPOCH, warmUp, new Curve.ReduceOnPlateau(watch, 0.5, 1, 1, 0.2)));
    }

    private static JobConfig job(int warmUp) {
        return job(warmUp, new Watch("loss", Mode.MIN, 0.01, ThresholdMode.RELATIVE));
    }

    private static Replica replica(JobConfig job) {
        return Replica.build(TestRun.built(job), TestRun.data(job), Device.CPU);
    }

    private static double rate(Replica replica) {
        return replica.rate().under(Schedule.constant()).rate(1, 0);
    }

    /// Of three shards, of which one weighs nothing.
    private void evaluate(Replica replica, int epoch, double loss) {
        evaluate(replica, exchange, epoch,
            List.of(new ShardLoss(4, loss, 2, 2), new ShardLoss(5, 3 * loss, 2, 2), new ShardLoss(11, 0, 0, 0)));
    }

    private static void evaluate(Replica replica, Exchange exchange, int epoch, List<ShardLoss> own) {
        exchange.goOnAfter(new Step(epoch));
        replica.rate().evaluated(epoch, new Evaluation.Score(own, List.of()), exchange);
    }

    /// What is better for the shards of one is worse for those of the others: only all together tell.
    @Test
    void allMembersSeeTheMeasureOfAllShardsToTheBit() {
        List<Exchange> ring = ReplicaTest.ring(kit, 3);
        List<Replica> replicas = ring.stream().map(_ -> replica(job(0))).toList();
        double[] drift = {-0.3, 0.1, 0.2};
        List<ShardLoss> first = List.of();
        for (int epoch = 1; epoch <= 3; epoch++) {
            int now = epoch;
            List<ShardLoss> losses = IntStream.range(0, TestRun.SHARDS).mapToObj(shard ->
                new ShardLoss(shard, 7.1 + shard / 3.0 + drift[shard % 3] * now, 1.7 + shard % 3, 5)).toList();
            List<CompletableFuture<Void>> members = IntStream.range(0, 3).mapToObj(rank -> CompletableFuture.runAsync(() ->
                evaluate(replicas.get(rank), ring.get(rank), now,
                    losses.stream().filter(loss -> loss.shard() % 3 == rank).toList()), Thread::startVirtualThread)).toList();
            members.forEach(CompletableFuture::join);
            first = epoch == 1 ? losses : first;
        }
        for (Replica replica : replicas) {
            assertThat(rate(replica)).isEqualTo(0.5);
            assertThat(ReplicaTest.data(replica.encode(StateKind.FULL), STATE).toArray(JAVA_DOUBLE_UNALIGNED))
                .containsExactly(ShardLoss.mean(first), 0, 1, 1, 3);
            replica.close();
        }
    }

    private double[] rates(Replica replica, int firstEpoch, double... losses) {
        double[] rates = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            evaluate(replica, firstEpoch + i, losses[i]);
            rates[i] = rate(replica);
        }
        return rates;
    }

    @Test
    void evaluationsThatAreNoBetterReduceTheRate() {
        try (Replica replica = replica(job(0))) {
            assertThat(rate(replica)).isEqualTo(1);
            assertThat(rates(replica, 1, 2, 1, 0.995, 1, 1, 1, 1, 1, 0.9, 1, 1))
                .containsExactly(1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2);
        }
    }

    @Test
    void evaluationsOfTheWarmUpDoNotCount() {
        try (Replica replica = replica(job(3))) {
            assertThat(rates(replica, 1, 1, 1, 1, 1, 1, 1)).containsExactly(1, 1, 1, 1, 0.5, 0.5);
        }
    }

    @Test
    void aScheduleStartsFromTheReducedRate() {
        try (Replica replica = replica(job(0))) {
            rates(replica, 1, 1, 1, 1);
            assertThat(replica.rate().under(Schedule.constant().afterWarmUp(4)).rate(1, 0)).isEqualTo(0.125);
        }
    }

    @Test
    void metricsAreSeenAsPeopleSeeThem() {
        try (Replica replica = replica(job(0, new Watch("accuracy", Mode.MAX, 0.1, ThresholdMode.ABSOLUTE)))) {
            double[] accuracies = {0.5, 0.61, 0.65, 0.7, 0.7};
            double[] rates = new double[accuracies.length];
            for (int i = 0; i < accuracies.length; i++) {
                MetricReport accuracy = new MetricReport("accuracy", MetricReport.Form.MEAN,
                    List.of(new MetricReport.Part(0, 0, 4), new MetricReport.Part(1, accuracies[i] * 8, 4)));
                exchange.goOnAfter(new Step(i + 1));
                replica.rate().evaluated(i + 1, new Evaluation.Score(List.of(), List.of(accuracy)), exchange);
                rates[i] = rate(replica);
            }
            assertThat(rates).containsExactly(1, 1, 1, 0.5, 0.5);
        }
    }

    @Test
    void anEpochCountsOnceAndNoneIsLeftOut() {
        try (Replica replica = replica(job(0))) {
            rates(replica, 1, 1, 1);
            MemorySegment before = ReplicaTest.data(replica.encode(StateKind.FULL), STATE);
            evaluate(replica, 2, 1);
            evaluate(replica, 1, 0.5);
            assertThat(ReplicaTest.data(replica.encode(StateKind.FULL), STATE).mismatch(before)).isEqualTo(-1);
            assertThatThrownBy(() -> evaluate(replica, 4, 1)).hasMessage(
                "the evaluation of epoch 4 is due, but the last one counted is that of epoch 2; work comes in order");
        }
    }

    @Test
    void whoTakesOverAStateGoesOnWithTheSameRate() {
        try (Replica donor = replica(job(2)); Replica joiner = replica(job(2))) {
            rates(donor, 1, 2, 1, 1, 1);
            joiner.restore("image", donor.encode(StateKind.FULL));
            assertThat(rate(joiner)).isEqualTo(rate(donor)).isEqualTo(0.5);
            double[] more = {1, 1, 1, 0.5, 0.5, 0.5};
            assertThat(rates(joiner, 5, more)).isEqualTo(rates(donor, 5, more)).contains(0.25);
            assertThat(joiner.encode(StateKind.FULL).mismatch(donor.encode(StateKind.FULL))).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, NaN", "1, 2", "1, -1", "1, 0.5", "2, 3", "3, 3", "4, Infinity", "4, 1"})
    void aStateThatNoRunComesToIsRefusedAndNothingIsTaken(int place, double value) {
        try (Replica replica = replica(job(2))) {
            rates(replica, 1, 2, 2, 2, 2, 2);
            MemorySegment image = replica.encode(StateKind.FULL);
            replica.restore("image", image);
            String before = replica.digest();
            MemorySegment state = ReplicaTest.data(image, STATE);
            state.setAtIndex(JAVA_DOUBLE_UNALIGNED, 3, 2);
            state.setAtIndex(JAVA_DOUBLE_UNALIGNED, place, value);
            state.setAtIndex(JAVA_DOUBLE_UNALIGNED, 4, place == 4 ? value : 2);
            ReplicaTest.data(image, "model.0.bias").fill((byte) 1);
            assertThatThrownBy(() -> replica.restore("image", image)).isInstanceOf(StateFileException.class)
                .hasMessageContaining("in 'schedule.plateau'; it is the best measure so far, up to 1 that were no better");
            assertThat(replica.digest()).isEqualTo(before);
        }
    }

    @Test
    void theStateBelongsToThisScheduleAlone() {
        try (Replica plateau = replica(job(0)); Replica constant = replica(TestRun.job())) {
            assertThatThrownBy(() -> constant.restore("image", plateau.encode(StateKind.FULL)))
                .isInstanceOf(StateFileException.class).hasMessageContaining(STATE);
            assertThatThrownBy(() -> plateau.restore("image", constant.encode(StateKind.FULL)))
                .isInstanceOf(StateFileException.class).hasMessageContaining(STATE);
        }
    }

    @Test
    void whatNoEvaluationTellsIsNamed() {
        assertThatThrownBy(() -> replica(job(0, new Watch("f1", Mode.MAX, 0, ThresholdMode.ABSOLUTE))))
            .isInstanceOf(ConfigException.class)
            .hasMessage("the learning rate is to follow f1 (schedule.watch), but evaluations tell loss, accuracy; name one of these, "
                + "or add it to metrics");
        JobData data = TestRun.data(TestRun.job());
        assertThatThrownBy(() -> Replica.build(TestRun.built(job(0)), new JobData(data.train(), data.eval().slice(0, 0)), Device.CPU))
            .isInstanceOf(ConfigException.class).hasMessageContaining("there are no samples to evaluate; hold some out");
    }
}
