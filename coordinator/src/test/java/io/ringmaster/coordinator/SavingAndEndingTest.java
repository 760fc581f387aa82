package io.ringmaster.coordinator;

import static java.lang.foreign.MemorySegment.ofArray;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.ringmaster.coordinator.CoordinatorCommand.Finished;
import io.ringmaster.coordinator.CoordinatorCommand.Lost;
import io.ringmaster.coordinator.CoordinatorCommand.Part;
import io.ringmaster.coordinator.CoordinatorCommand.Tick;
import io.ringmaster.coordinator.CoordinatorCommand.Written;
import io.ringmaster.coordinator.membership.Candidate;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.observe.Recorder;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.FetchState;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The last states against a worker and a recorder that answer when the test says so.
class SavingAndEndingTest {

    private static final Written WRITTEN = new Written(new Recorder.Written(""));
    private static final Finished FINISHED = new Finished(new Recorder.Finished(""));

    private final TestInbox<RunEvent> events = TestInbox.create();
    private final TestInbox<WorkerMessage> worker = TestInbox.create();
    private final RunSetup setup;
    private final Formation formation;

    SavingAndEndingTest(@TempDir Path folder) {
        setup = new RunSetup(new RunId("test-run"), CoordinatorTest.job(1, 1), "job {}", folder);
        formation = Formation.next(
            Optional.empty(), List.of(candidate()), Step.INITIAL, setup.job().training().shards(), "test");
    }

    @Test
    void aPartIsAskedForOnceTheOneBeforeItIsWritten() {
        var saving = saving();
        assertThat(fetched()).isEqualTo(0);
        saving.run(part(0));
        saving.run(part(0));
        assertThat(worker.hasMessages()).isFalse();
        saving.run(WRITTEN);
        assertThat(fetched()).isEqualTo(2);
        saving.run(part(2));
        saving.run(WRITTEN);
        List<Recorder.Command> recorded = recorded(saving);
        assertThat(recorded).hasSize(3);
        assertThat(((Recorder.Model) recorded.get(0)).part().offset()).isEqualTo(0);
        assertThat(((Recorder.Model) recorded.get(1)).part().offset()).isEqualTo(2);
        assertThat(((Recorder.Finish) recorded.get(2)).ended().summary().reason()).isEqualTo("all is done");
    }

    @Test
    void aPartOfAnotherRunOrGenerationIsDropped() {
        var saving = saving();
        saving.run(part(new RunId("other-run"), formation.generation(), 0));
        saving.run(part(setup.run(), formation.generation().next(), 0));
        assertThat(recorded(saving)).isEmpty();
    }

    @Test
    void aWorkerThatSendsNoPartIsNamed() {
        var saving = saving();
        saving.run(Tick.DEADLINE);
        assertThat(reasonOfEnd(saving)).isEqualTo("worker-0 at a:1 (pid 1, cpu) sent no part of the model from byte 0 on for 10 s");
    }

    @Test
    void aPartThatIsNotWrittenIsNotTheWorkersFault() {
        var saving = saving();
        saving.run(part(0));
        saving.run(Tick.DEADLINE);
        assertThat(reasonOfEnd(saving)).isEqualTo(
            "the model can't be saved in " + setup.directory() + ": its part up to byte 2 is still not written after 10 s");
        saving.run(WRITTEN);
        assertThat(saving.isAlive()).as("the part is written late, the summary is not yet").isTrue();
        saving.run(FINISHED);
        assertThat(saving.isAlive()).isFalse();
    }

    @Test
    void aSummaryThatIsNeverWrittenDoesNotHoldUpTheEnd() {
        var ending = begin(run -> Ending.begin(run, Outcome.STOPPED, "told to", Optional.of(formation)));
        assertThat(ending.isAlive()).isTrue();
        assertThat(events.hasMessages()).isFalse();
        ending.run(Tick.DEADLINE);
        assertThat(ending.isAlive()).isFalse();
        assertThat(((RunEvent.Ended) events.receiveMessage()).summary().reason()).isEqualTo("told to");
    }

    @Test
    void aRunDoesNotGoOnWithoutItsRecorder() {
        var gathering = begin(Gathering::begin);
        gathering.run(Lost.RECORDER);
        assertThat(reasonOfEnd(gathering)).contains("the recorder stopped", setup.directory().toString());
    }

    private BehaviorTestKit<CoordinatorCommand> saving() {
        return begin(run -> Saving.begin(run, formation, Outcome.FINISHED, "all is done"));
    }

    private BehaviorTestKit<CoordinatorCommand> begin(Function<Run, Behavior<CoordinatorCommand>> state) {
        return BehaviorTestKit.create(Behaviors.setup(context -> Behaviors.withTimers(timers ->
            state.apply(Run.begin(context, timers, setup, events.getRef(), InstantSource.system())))));
    }

    private Candidate candidate() {
        Member member = new Member(Incarnation.fresh(), "a:1", 0, 1, "cpu");
        return new Candidate(member, worker.getRef(), TestInbox.<RingMessage>create().getRef(),
            new Preparation(6, 4, "data", 7_850, "initial"));
    }

    private Part part(long offset) {
        return part(setup.run(), formation.generation(), offset);
    }

    /// Two of the four bytes that the model has.
    private static Part part(RunId run, Generation generation, long offset) {
        return new Part(new StatePart(run, generation, StateKind.MODEL, offset, 4, ofArray(new byte[2])));
    }

    private long fetched() {
        return ((FetchState) worker.receiveMessage()).offset();
    }

    private static List<Recorder.Command> recorded(BehaviorTestKit<CoordinatorCommand> kit) {
        return kit.<Recorder.Command>childInbox("recorder").getAllReceived();
    }

    private static String reasonOfEnd(BehaviorTestKit<CoordinatorCommand> kit) {
        return ((Recorder.Finish) recorded(kit).getLast()).ended().summary().reason();
    }
}
