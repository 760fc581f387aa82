package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.tensor.Device;
import io.ringmaster.worker.WorkerCommand.Closed;
import io.ringmaster.worker.WorkerCommand.Computed;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.LeaveAsked;
import io.ringmaster.worker.WorkerCommand.Lost;
import io.ringmaster.worker.WorkerCommand.Received;
import java.time.InstantSource;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The last states of a worker, whose every wait ends when the test says so.
final class FailingAndClosingTest {

    private static final Member MEMBER = new Member(Incarnation.fresh(), "a:1", 0, 1, "cpu");

    private final TestInbox<CoordinatorMessage> coordinator = TestInbox.create();
    private final TestInbox<Node.Command> node = TestInbox.create();
    private final ComputeThread compute = ComputeThread.start("test-compute", Device.CPU);

    @AfterEach
    void close() {
        compute.close();
    }

    @Test
    void theFirstFailureIsToldAndCounts() {
        var failing = failing();
        assertThat(coordinator.receiveMessage()).isEqualTo(
            new WorkerFailed(TestRun.RUN, MEMBER, new Step(3), "the disk is gone"));
        failing.run(Lost.RING);
        assertThat(coordinator.hasMessages()).isFalse();
        failing.run(Deadline.END);
        failing.run(new Computed(Generation.NONE, new Closed()));
        assertThat(failing.isAlive()).isFalse();
        assertThat(ended()).extracting(Node.WorkerEnded::outcome, Node.WorkerEnded::reason)
            .containsExactly(Outcome.FAILED, "the disk is gone");
    }

    @Test
    void aComputeThreadThatHangsDoesNotHoldUpTheEnd() {
        var closing = closing();
        closing.run(Deadline.CLOSE);
        assertThat(closing.isAlive()).isFalse();
        assertThat(ended().outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void nothingChangesTheOutcomeOnceItCloses() {
        var closing = closing();
        closing.run(Lost.COORDINATOR);
        closing.run(new LeaveAsked("told to stop"));
        assertThat(closing.isAlive()).isTrue();
        assertThat(coordinator.hasMessages()).isFalse();
        closing.run(new Computed(Generation.NONE, new Closed()));
        assertThat(ended()).extracting(Node.WorkerEnded::outcome, Node.WorkerEnded::reason)
            .containsExactly(Outcome.FINISHED, "all is done");
    }

    @Test
    void anotherRunIsRefusedUntilTheEnd() {
        TestInbox<CoordinatorMessage> other = TestInbox.create();
        var wanted = new Received(new Prepare(new RunId("other-run"), TestRun.job(), other.getRef()));
        failing().run(wanted);
        closing().run(wanted);
        assertThat(other.getAllReceived()).hasSize(2).allSatisfy(answer ->
            assertThat(((WorkerFailed) answer).reason()).contains("is busy with run test-run"));
    }

    private BehaviorTestKit<WorkerCommand> failing() {
        return begin(run -> Failing.begin(run, new Generation(1), new Step(3), "the disk is gone"));
    }

    private BehaviorTestKit<WorkerCommand> closing() {
        return begin(run -> Closing.begin(run, Outcome.FINISHED, "all is done"));
    }

    private BehaviorTestKit<WorkerCommand> begin(Function<Run, Behavior<WorkerCommand>> state) {
        var listeners = new Worker.Listeners(node.getRef(), TestInbox.<NodeEvent>create().getRef());
        var setup = new Worker.Setup(MEMBER, TestRun.node(1), new SharedData(), listeners, InstantSource.system());
        return BehaviorTestKit.create(Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var worker = new WorkerContext(context, timers, setup, compute);
            return state.apply(new Run(worker, new Prepare(TestRun.RUN, TestRun.job(), coordinator.getRef())));
        })));
    }

    private Node.WorkerEnded ended() {
        return (Node.WorkerEnded) node.receiveMessage();
    }
}
