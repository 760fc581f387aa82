package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage.End;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.worker.TestRun.Epoch;
import io.ringmaster.worker.TestRun.Judged;
import io.ringmaster.worker.TestRun.Trained;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WorkerTest {

    private final TestRun run = new TestRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void twoWorkersAgreeToTheBit() {
        List<Prepared> members = run.prepare(run.node("node", 2), TestRun.job());
        assertThat(members).extracting(Prepared::preparation).containsOnly(members.getFirst().preparation());
        run.form(members, 1, 0);
        List<Trained> steps = run.train(members, 1, 1, 12);
        assertThat(steps.getLast().loss()).isLessThan(steps.getFirst().loss());
        assertThat(run.evaluate(members, 1, 12).digest()).isNotEqualTo(members.getFirst().preparation().parameterDigest());
    }

    /// An undisturbed run does the same to the bit, so the joiner has all that steps depend on.
    @ParameterizedTest
    @MethodSource("io.ringmaster.worker.TestRun#optimizers")
    void whoJoinsTakesAnothersStateAndThenAgrees(OptimizerConfig optimizer) {
        JobConfig job = TestRun.by(optimizer);
        List<Prepared> alone = run.prepare(run.node("alone", 1), job);
        run.form(alone, 1, 0);
        run.train(alone, 1, 1, 5);
        List<Trained> undisturbed = run.train(alone, 1, 6, 9);
        Judged end = run.evaluate(alone, 1, 9);

        List<Prepared> first = run.prepare(run.node("node", 1), job);
        run.form(first, 1, 0);
        run.train(first, 1, 1, 5);
        List<Prepared> both = join(first.getFirst(), job, 5);
        assertThat(run.train(both, 2, 6, 9)).isEqualTo(undisturbed);
        assertThat(run.evaluate(both, 2, 9)).isEqualTo(end);
    }

    /// The third epoch's rate depends on what the joiner has not seen, and so does the fourth's.
    @Test
    void whoJoinsGoesOnWithTheRateThatEvaluationsHaveReduced() {
        JobConfig job = TestRun.onPlateau("loss");
        List<Epoch> undisturbed = epochs(run.prepare(run.node("alone", 1), job), 4);

        List<Prepared> first = run.prepare(run.node("node", 1), job);
        epochs(first, 2);
        List<Prepared> both = join(first.getFirst(), job, 20);
        assertThat(run.epoch(both, 2, 3)).isEqualTo(undisturbed.get(2));
        assertThat(run.epoch(both, 2, 4)).isEqualTo(undisturbed.get(3));
    }

    @Test
    void anEvaluationThatIsMadeAgainDoesNotReduceTheRateAgain() {
        JobConfig job = TestRun.onPlateau("loss");
        List<Epoch> undisturbed = epochs(run.prepare(run.node("alone", 1), job), 3);

        List<Prepared> members = run.prepare(run.node("node", 2), job);
        epochs(members, 2);
        run.form(members, 2, 20);
        assertThat(run.evaluate(members, 2, 20)).isEqualTo(undisturbed.get(1).judged());
        assertThat(run.epoch(members, 2, 3)).isEqualTo(undisturbed.get(2));
    }

    private List<Epoch> epochs(List<Prepared> members, int last) {
        run.form(members, 1, 0);
        return IntStream.rangeClosed(1, last).mapToObj(epoch -> run.epoch(members, 1, epoch)).toList();
    }

    /// A worker on a node of its own joins one that stands at a step, in generation 2.
    private List<Prepared> join(Prepared first, JobConfig job, long step) {
        Prepared joiner = run.prepare(run.node("late", 1), job).getFirst();
        List<Prepared> both = List.of(first, joiner);
        // The joiner asks before its donor knows of the generation; the donor answers once it does.
        joiner.worker().tell(TestRun.form(both, 1, 2, step, new StateSource.Peer(first.worker())));
        first.worker().tell(TestRun.form(both, 0, 2, step, new StateSource.Own()));
        assertThat(List.of(run.next(Formed.class), run.next(Formed.class))).extracting(Formed::committed)
            .containsOnly(new Step(step));
        return both;
    }

    @Test
    void whatIsStaleChangesNothing() {
        List<Prepared> members = run.prepare(run.node("node", 1), TestRun.job());
        var worker = members.getFirst().worker();
        run.form(members, 3, 0);
        worker.tell(TestRun.form(members, 0, 2, 0, new StateSource.Own()));
        worker.tell(TestRun.form(members, 0, 3, 0, new StateSource.Own()));
        worker.tell(new Lease(TestRun.RUN, new Generation(2), List.of(TestRun.plan(1, 0, 1))));
        // Step 1 is taken once, by the lease that counts: a second time would be reported, or be a fault.
        assertThat(run.train(members, 3, 1, 2)).hasSize(2);
        run.form(members, 4, 2);
        run.coordinator.expectNoMessage(Duration.ZERO);
    }

    @Test
    void whoStandsElsewhereSaysSo() {
        List<Prepared> members = run.prepare(run.node("node", 1), TestRun.job());
        members.getFirst().worker().tell(TestRun.form(members, 0, 1, 4, new StateSource.Own()));
        assertThat(run.next(WorkerFailed.class).reason()).contains("stands at step 0", "begins at step 4");
    }

    @Test
    void aMissingDataFolderIsOneSentence() {
        var worker = run.node("node", 1).getFirst();
        DataConfig data = new DataConfig.Idx("no-such-folder", DataConfig.Download.NONE, "images", "labels", "", "",
            new ImageConfig(List.of(0.0), List.of(1.0), 0, false), 300, 50);
        worker.tell(new Prepare(TestRun.RUN, TestRun.job(data, GradientReduction.EXACT, 0.05), run.coordinator.ref()));
        String reason = run.next(WorkerFailed.class).reason();
        assertThat(reason).startsWith("the data folder no-such-folder does not exist").doesNotContain("\n", "Exception");
        worker.tell(new End(TestRun.RUN, Outcome.FAILED, reason));
        run.events.expectMessage(Duration.ofSeconds(30), new NodeEvent.Ended(Outcome.FAILED, reason));
    }

    @Test
    void aNodeThatIsToldToStopAsksAndIsReleased() {
        var worker = run.node("node", 1).getFirst();
        Prepared prepared = run.prepare(List.of(worker), TestRun.job()).getFirst();
        run.events.expectMessage(Duration.ofSeconds(30), new NodeEvent.Joined(prepared.member(), TestRun.RUN));
        Worker.leave(worker, "told to stop");
        assertThat(run.next(Leave.class)).isEqualTo(new Leave(TestRun.RUN, prepared.member().incarnation(), "told to stop"));
        worker.tell(new End(TestRun.RUN, Outcome.RELEASED, "released at step 0"));
        run.events.expectMessage(Duration.ofSeconds(30), new NodeEvent.Ended(Outcome.RELEASED, "released at step 0"));
    }

    @Test
    void aLostCoordinatorEndsTheRun() {
        run.prepare(run.node("node", 2), TestRun.job());
        run.events.expectMessageClass(NodeEvent.Joined.class, Duration.ofSeconds(30));
        run.events.expectMessageClass(NodeEvent.Joined.class, Duration.ofSeconds(30));
        run.coordinator.stop();
        NodeEvent.Ended ended = run.events.expectMessageClass(NodeEvent.Ended.class, Duration.ofSeconds(30));
        assertThat(ended.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ended.reason()).contains("lost the coordinator", "at step 0 of run test-run");
    }
}
