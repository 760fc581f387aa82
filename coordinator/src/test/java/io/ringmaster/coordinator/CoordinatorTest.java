package io.ringmaster.coordinator;

import static java.lang.foreign.MemorySegment.ofArray;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.CoordinatorMessage.Stop;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.StateSource;
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
import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The coordinator against workers whose every word the test chooses.
class CoordinatorTest {

    private static final RunId RUN = new RunId("test-run");
    private static final byte[] MODEL = {1, 2, 3, 4};
    private static final Timings NO_TIME = new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<RunEvent> events = kit.createTestProbe(RunEvent.class);

    @TempDir
    private Path folder;

    private ActorRef<CoordinatorMessage> coordinator;

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @Test
    void aRunGoesFromItsFirstWorkerToItsSummary() throws IOException {
        begin(job(2, 1));
        Worker first = new Worker("a:1");
        Worker second = new Worker("b:1");
        prepare(first, "data");
        prepare(second, "data");
        form(1, first, second);
        for (int item = 0; item < 3; item++) {
            first.work();
            second.work();
        }
        first.giveModel();
        first.end(Outcome.FINISHED);
        second.end(Outcome.FINISHED);
        Summary summary = ended();
        assertThat(summary.status()).isEqualTo(Outcome.FINISHED);
        assertThat(summary.committedSteps()).isEqualTo(new Step(2));
        assertThat(summary.evalAccuracy()).isEqualTo(0.75);
        assertThat(summary.nodes()).isEqualTo(2);
        assertThat(Files.readAllBytes(folder.resolve("model.safetensors"))).isEqualTo(MODEL);
        assertThat(Files.readAllLines(folder.resolve("metrics.jsonl"))).hasSize(2);
        assertThat(Files.readString(folder.resolve("summary.json"))).contains("\"status\" : \"finished\"");
        assertThat(Files.readString(folder.resolve("job.conf"))).isEqualTo("job {}");
    }

    @Test
    void workersWithOtherDataAreRefused() {
        begin(job(2, 1));
        prepare(new Worker("a:1"), "data");
        prepare(new Worker("b:1"), "other");
        assertThat(ended().reason()).contains("differ in their data", "data against other");
    }

    @Test
    void aLostWorkerEndsTheRunByName() {
        begin(job(2, 1));
        Worker first = new Worker("a:1");
        Worker second = new Worker("b:1");
        prepare(first, "data");
        prepare(second, "data");
        form(1, first, second);
        first.work();
        second.work();
        second.probe.stop();
        first.end(Outcome.FAILED);
        assertThat(ended().reason()).contains("worker-0 at b:1", "(rank 1 of 2)", "disappeared after step 1");
    }

    @Test
    void aFailedWorkerEndsTheRunWithItsReason() {
        begin(job(1, 1));
        Worker worker = new Worker("a:1");
        worker.prepare();
        coordinator.tell(new WorkerFailed(RUN, worker.member, Step.INITIAL, "the folder is missing"));
        worker.end(Outcome.FAILED);
        assertThat(ended().reason()).isEqualTo(worker.member + ": the folder is missing");
    }

    @Test
    void whoJoinsLateCopiesTheState() {
        begin(job(1, 40));
        Worker first = new Worker("b:1");
        prepare(first, "data");
        form(1, first);
        Worker late = new Worker("a:1");
        prepare(late, "data");
        first.work(16);
        first.expectForm(2, 1, 2, new Step(11));
        Form form = late.expectForm(2, 0, 2, new Step(11));
        assertThat(form.state()).isEqualTo(new StateSource.Peer(first.probe.getRef()));
    }

    @Test
    void whoLeavesIsReleasedOnceItsLeasedWorkIsDone() {
        begin(job(2, 40));
        Worker first = new Worker("a:1");
        Worker second = new Worker("b:1");
        prepare(first, "data");
        prepare(second, "data");
        form(1, first, second);
        coordinator.tell(new Leave(RUN, second.member.incarnation(), "told to stop"));
        first.work(16);
        second.work(16);
        second.end(Outcome.RELEASED);
        first.expectForm(2, 0, 1, new Step(11));
    }

    @Test
    void aStopSavesWhatIsCommitted() {
        begin(job(1, 40));
        Worker worker = new Worker("a:1");
        prepare(worker, "data");
        form(1, worker);
        coordinator.tell(new Stop(RUN, Outcome.STOPPED, "Ctrl-C"));
        worker.work(16);
        worker.giveModel();
        worker.end(Outcome.STOPPED);
        Summary summary = ended();
        assertThat(summary.status()).isEqualTo(Outcome.STOPPED);
        assertThat(summary.committedSteps()).isEqualTo(new Step(11));
        assertThat(folder.resolve("model.safetensors")).exists();
    }

    @Test
    void tooFewWorkersIsSaidInTime() {
        begin(job(3, 1, Duration.ofMillis(300)));
        assertThat(ended().reason()).contains("0 of 3 workers are ready", "cluster.gather-timeout");
    }

    @Test
    void aWorkerThatReportsNothingIsNamed() {
        begin(new JobConfig("test", 1, new ModelConfig.Mlp(List.of(784, 10), 0), new DataConfig.Digits(6, 4),
            new TrainingConfig(1, 2, 2, GradientReduction.EXACT), new OptimizerConfig.Sgd(0.1, 0, 0),
            new ClusterConfig(1, 1, Duration.ofSeconds(9), Duration.ofSeconds(9), Duration.ofMillis(200), 16),
            new CollectiveConfig(4096, 4, 4096, Duration.ofSeconds(9))));
        Worker worker = new Worker("a:1");
        prepare(worker, "data");
        form(1, worker);
        worker.end(Outcome.FAILED);
        assertThat(ended().reason()).contains("no report from rank 0, worker-0 at a:1", "cluster.step-timeout");
    }

    private void begin(JobConfig job) {
        coordinator = kit.spawn(Coordinator.create(
            new RunSetup(RUN, job, "job {}", folder), events.getRef(), InstantSource.system()));
    }

    private static JobConfig job(int workers, int epochs) {
        return job(workers, epochs, Duration.ofSeconds(30));
    }

    /// Two steps an epoch: 6 samples in batches of 3.
    private static JobConfig job(int workers, int epochs, Duration gather) {
        return new JobConfig("test", 1, new ModelConfig.Mlp(List.of(784, 10), 0), new DataConfig.Digits(6, 4),
            new TrainingConfig(epochs, 3, 3, GradientReduction.EXACT), new OptimizerConfig.Sgd(0.1, 0, 0),
            new ClusterConfig(1, workers, gather, Duration.ofSeconds(30), Duration.ofSeconds(30), 16),
            new CollectiveConfig(4096, 4, 4096, Duration.ofSeconds(10)));
    }

    private void prepare(Worker worker, String data) {
        worker.prepare();
        coordinator.tell(new Prepared(RUN, worker.member, worker.probe.getRef(), worker.ring,
            new Preparation(6, 4, data, 7_850, "initial")));
    }

    private void form(long generation, Worker... workers) {
        for (int rank = 0; rank < workers.length; rank++) {
            workers[rank].expectForm(generation, rank, workers.length, Step.INITIAL);
        }
    }

    private Summary ended() {
        return ((RunEvent.Ended) events.fishForMessage(Duration.ofSeconds(20), event -> event instanceof RunEvent.Ended
            ? FishingOutcomes.complete()
            : FishingOutcomes.continueAndIgnore()).getLast()).summary();
    }

    /// The other end of a worker's wire.
    private final class Worker {

        private final TestProbe<WorkerMessage> probe = kit.createTestProbe(WorkerMessage.class);
        private final ActorRef<RingMessage> ring = kit.createTestProbe(RingMessage.class).getRef();
        private final Member member;
        private final ArrayDeque<Work> leased = new ArrayDeque<>();
        private Form place;

        private Worker(String node) {
            member = new Member(Incarnation.fresh(), node, 0, 1, "cpu");
            kit.system().receptionist().tell(Receptionist.register(Directory.WORKERS, probe.getRef()));
        }

        private void prepare() {
            probe.expectMessageClass(Prepare.class);
        }

        private Form expectForm(long generation, int rank, int size, Step committed) {
            place = probe.expectMessageClass(Form.class);
            assertThat(place.generation().number()).isEqualTo(generation);
            assertThat(place.rank().index()).isEqualTo(rank);
            assertThat(place.ring()).hasSize(size);
            assertThat(place.committed()).isEqualTo(committed);
            coordinator.tell(new Formed(RUN, place.generation(), member.incarnation(), committed));
            return place;
        }

        private void work(int items) {
            for (int item = 0; item < items; item++) {
                work();
            }
        }

        private void work() {
            if (leased.isEmpty()) {
                leased.addAll(probe.expectMessageClass(Lease.class).work());
            }
            coordinator.tell(switch (leased.remove()) {
                case Work.StepPlan(var step, _, _, var slices) -> new StepDone(RUN, place.generation(), place.rank(), step,
                    losses(slices), false, NO_TIME, Traffic.NONE);
                case Work.EvaluationPlan(_, var epoch, var slices) -> new Evaluated(
                    RUN, place.generation(), place.rank(), epoch, losses(slices), slices.getFirst().samples(), "digest");
            });
        }

        private static List<ShardLoss> losses(List<ShardSlice> slices) {
            return slices.stream().map(slice -> new ShardLoss(slice.shard(), 1, slice.samples())).toList();
        }

        private void giveModel() {
            FetchState fetch = probe.fishForMessage(Duration.ofSeconds(5), message -> message instanceof FetchState
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore())
                .stream().map(FetchState.class::cast).toList().getLast();
            fetch.replyTo().tell(new StatePart(
                RUN, fetch.generation(), fetch.kind(), fetch.offset(), MODEL.length, ofArray(MODEL)));
        }

        private void end(Outcome outcome) {
            List<WorkerMessage> fished = probe.fishForMessage(Duration.ofSeconds(20), message -> message instanceof End
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
            assertThat(((End) fished.getLast()).outcome()).isEqualTo(outcome);
            probe.stop();
        }
    }
}
