package io.ringmaster.coordinator;

import static java.lang.foreign.MemorySegment.ofArray;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.End;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.WorkerMessage.Prepare;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/// A worker whose every word the test chooses: the other end of its wire.
final class ScriptedWorker {

    static final RunId RUN = new RunId("test-run");
    static final byte[] MODEL = {1, 2, 3, 4};

    final TestProbe<WorkerMessage> probe;
    final ActorRef<RingMessage> ring;
    final Member member;
    private final ActorRef<CoordinatorMessage> coordinator;
    private final ArrayDeque<Work> leased = new ArrayDeque<>();
    private double lossSum = 1;
    private Form place;

    ScriptedWorker(ActorTestKit kit, ActorRef<CoordinatorMessage> coordinator, String node) {
        probe = kit.createTestProbe(WorkerMessage.class);
        ring = kit.createTestProbe(RingMessage.class).getRef();
        this.coordinator = coordinator;
        member = new Member(Incarnation.fresh(), node, 0, 1, "cpu");
        kit.system().receptionist().tell(Receptionist.register(Directory.WORKERS, probe.getRef()));
    }

    void prepare() {
        probe.expectMessageClass(Prepare.class);
    }

    Form expectForm(long generation, int rank, int size, Step committed) {
        place = probe.expectMessageClass(Form.class);
        assertThat(place.generation().number()).isEqualTo(generation);
        assertThat(place.rank().index()).isEqualTo(rank);
        assertThat(place.ring()).hasSize(size);
        assertThat(place.committed()).isEqualTo(committed);
        coordinator.tell(new Formed(RUN, place.generation(), member.incarnation(), committed));
        return place;
    }

    void work(int items) {
        for (int item = 0; item < items; item++) {
            work();
        }
    }

    void work() {
        if (leased.isEmpty()) {
            leased.addAll(probe.expectMessageClass(Lease.class).work());
        }
        coordinator.tell(switch (leased.remove()) {
            case Work.StepPlan(var step, _, _, var slices) -> new StepDone(RUN, place.generation(), place.rank(), step,
                losses(slices), false, Timings.NONE, Traffic.NONE);
            case Work.EvaluationPlan(_, var epoch, var slices) -> new Evaluated(
                RUN, place.generation(), place.rank(), epoch, losses(slices), List.of(accuracy(slices)), "digest");
        });
    }

    /// Reports a step of its generation that may never have been its work.
    void claim(long step) {
        coordinator.tell(new StepDone(RUN, place.generation(), place.rank(), new Step(step), List.of(), false, Timings.NONE, Traffic.NONE));
    }

    /// From now on, what its shards' losses come to.
    void findLosses(double sum) {
        lossSum = sum;
    }

    /// Each sample weighs two, as two tokens do.
    private List<ShardLoss> losses(List<ShardSlice> slices) {
        return slices.stream()
            .map(slice -> new ShardLoss(slice.shard(), lossSum, 2 * slice.samples(), slice.samples())).toList();
    }

    /// All right but one of the first shard's.
    private static MetricReport accuracy(List<ShardSlice> slices) {
        return new MetricReport("accuracy", MetricReport.Form.MEAN, slices.stream().map(slice -> new MetricReport.Part(
            slice.shard(), slice.samples() - (slice.shard() == 0 ? 1 : 0), slice.samples())).toList());
    }

    void giveModel() {
        FetchState fetch = probe.fishForMessage(Duration.ofSeconds(5), message -> message instanceof FetchState
            ? FishingOutcomes.complete()
            : FishingOutcomes.continueAndIgnore())
            .stream().map(FetchState.class::cast).toList().getLast();
        fetch.replyTo().tell(new StatePart(
            RUN, fetch.generation(), fetch.kind(), fetch.offset(), MODEL.length, ofArray(MODEL)));
    }

    void end(Outcome outcome) {
        List<WorkerMessage> fished = probe.fishForMessage(Duration.ofSeconds(20), message -> message instanceof End
            ? FishingOutcomes.complete()
            : FishingOutcomes.continueAndIgnore());
        assertThat(((End) fished.getLast()).outcome()).isEqualTo(outcome);
        probe.stop();
    }
}
