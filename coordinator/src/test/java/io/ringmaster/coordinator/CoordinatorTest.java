package io.ringmaster.coordinator;

import static io.ringmaster.coordinator.ScriptedWorker.MODEL;
import static io.ringmaster.coordinator.ScriptedWorker.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.Stop;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The coordinator against workers whose every word the test chooses.
class CoordinatorTest {

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
        List<ScriptedWorker> members = train(job(2, 1), "a:1", "b:1");
        ScriptedWorker first = members.getFirst();
        ScriptedWorker second = members.getLast();
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
        assertThat(summary.evalMetrics()).containsExactly(new MetricValue("accuracy", 0.75));
        assertThat(summary.evalLoss()).as("3 shards, and 4 samples that weigh two each").isEqualTo(3 / 8.0);
        assertThat(summary.nodes()).isEqualTo(2);
        assertThat(Files.readAllBytes(folder.resolve("model.safetensors"))).isEqualTo(MODEL);
        assertThat(Files.readAllLines(folder.resolve("metrics.jsonl"))).hasSize(2);
        assertThat(Files.readString(folder.resolve("summary.json"))).contains("\"status\" : \"finished\"");
        assertThat(Files.readString(folder.resolve("job.conf"))).isEqualTo("job {}");
    }

    /// A mean that is no number ends the run, which names where it is from.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "NaN | the loss of shard 0 on rank 0 is NaN; try a lower optimizer.learning-rate",
        "Infinity | the loss of shard 0 on rank 0 is Infinity; try a lower optimizer.learning-rate"
    })
    void anEvaluationWhoseLossIsNoNumberEndsTheRun(double sum, String reason) {
        List<ScriptedWorker> members = train(job(2, 1), "a:1", "b:1");
        members.forEach(member -> member.work(2));
        members.forEach(member -> member.findLosses(sum));
        members.forEach(ScriptedWorker::work);
        Summary summary = ended();
        assertThat(summary.status()).isEqualTo(Outcome.FAILED);
        assertThat(summary.reason()).startsWith("the evaluation after epoch 1, step 2: " + reason);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000})
    void aReportOfWhatIsNotUnderWayEndsTheRunByName(long step) {
        List<ScriptedWorker> members = train(job(2, 1), "a:1", "b:1");
        members.forEach(ScriptedWorker::work);
        members.getLast().claim(step);
        assertThat(ended().reason()).contains("rank 1 reports step " + step, "not under way in generation 1");
    }

    @Test
    void workersWithOtherDataAreRefused() {
        begin(job(2, 1));
        prepare(worker("a:1"), "data");
        prepare(worker("b:1"), "other");
        assertThat(ended().reason()).contains("differ in their data", "data against other");
    }

    @Test
    void aLostWorkerEndsTheRunByName() {
        List<ScriptedWorker> members = train(job(2, 1), "a:1", "b:1");
        ScriptedWorker first = members.getFirst();
        ScriptedWorker second = members.getLast();
        first.work();
        second.work();
        second.probe.stop();
        first.end(Outcome.FAILED);
        assertThat(ended().reason()).contains("worker-0 at b:1", "(rank 1 of 2)", "disappeared after step 1");
    }

    @Test
    void aFailedWorkerEndsTheRunWithItsReason() {
        begin(job(1, 1));
        ScriptedWorker worker = worker("a:1");
        worker.prepare();
        coordinator.tell(new WorkerFailed(RUN, worker.member, Step.INITIAL, "the folder is missing"));
        worker.end(Outcome.FAILED);
        assertThat(ended().reason()).isEqualTo(worker.member + ": the folder is missing");
    }

    @Test
    void whoJoinsLateCopiesTheState() {
        ScriptedWorker first = train(job(1, 40), "b:1").getFirst();
        ScriptedWorker late = worker("a:1");
        prepare(late, "data");
        first.work(16);
        first.expectForm(2, 1, 2, new Step(11));
        Form form = late.expectForm(2, 0, 2, new Step(11));
        assertThat(form.state()).isEqualTo(new StateSource.Peer(first.probe.getRef()));
    }

    @Test
    void whoLeavesIsReleasedOnceItsLeasedWorkIsDone() {
        List<ScriptedWorker> members = train(job(2, 40), "a:1", "b:1");
        ScriptedWorker first = members.getFirst();
        ScriptedWorker second = members.getLast();
        coordinator.tell(new Leave(RUN, second.member.incarnation(), "told to stop"));
        first.work(16);
        second.work(16);
        second.end(Outcome.RELEASED);
        first.expectForm(2, 0, 1, new Step(11));
    }

    @Test
    void whereTheLastWorkerLeavesTheRunStops() {
        ScriptedWorker only = train(job(1, 40), "a:1").getFirst();
        coordinator.tell(new Leave(RUN, only.member.incarnation(), "told to stop"));
        only.work(16);
        only.end(Outcome.RELEASED);
        Summary summary = ended();
        assertThat(summary.status()).isEqualTo(Outcome.STOPPED);
        assertThat(summary.reason()).isEqualTo("no worker is left: a worker leaves: told to stop");
    }

    @Test
    void whoWasNeverAskedToPrepareHasNoSay() {
        begin(job(1, 40));
        Member stranger = new Member(Incarnation.fresh(), "b:1", 0, 1, "cpu");
        ScriptedWorker known = worker("a:1");
        coordinator.tell(new Prepared(RUN, stranger, kit.createTestProbe(WorkerMessage.class).getRef(), known.ring,
            new Preparation(6, 4, "data", 7_850, "initial")));
        prepare(known, "data");
        known.expectForm(1, 0, 1, Step.INITIAL);
        coordinator.tell(new Leave(RUN, stranger.incarnation(), "told to stop"));
        // More is leased after the first 16 items: no boundary was made for someone who is not there.
        known.work(17);
    }

    @Test
    void aRunWhoseFilesCanNotBeOpenedEndsAtOnce() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        coordinator = kit.spawn(Coordinator.create(
            new RunSetup(RUN, job(1, 1), "job {}", file.resolve("run")), events.getRef(), InstantSource.system()));
        assertThat(events.expectMessageClass(RunEvent.Ended.class).summary().reason()).contains("the recorder stopped");
    }

    @Test
    void aStopSavesWhatIsCommitted() {
        ScriptedWorker worker = train(job(1, 40), "a:1").getFirst();
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
    void aStopOutweighsWhoComesAndGoes() {
        List<ScriptedWorker> members = train(job(2, 40), "a:1", "b:1");
        ScriptedWorker first = members.getFirst();
        ScriptedWorker second = members.getLast();
        coordinator.tell(new Leave(RUN, first.member.incarnation(), "told to stop"));
        coordinator.tell(new Stop(RUN, Outcome.STOPPED, "Ctrl-C"));
        coordinator.tell(new Leave(RUN, second.member.incarnation(), "told to stop"));
        first.work(16);
        second.work(16);
        first.giveModel();
        first.end(Outcome.STOPPED);
        second.end(Outcome.STOPPED);
        assertThat(ended().reason()).isEqualTo("Ctrl-C");
    }

    @Test
    void aStopWhileAGenerationFormsIsNotForgotten() {
        begin(job(2, 1));
        ScriptedWorker first = worker("a:1");
        ScriptedWorker second = worker("b:1");
        prepare(first, "data");
        prepare(second, "data");
        first.expectForm(1, 0, 2, Step.INITIAL);
        coordinator.tell(new Stop(RUN, Outcome.STOPPED, "Ctrl-C"));
        second.expectForm(1, 1, 2, Step.INITIAL);
        first.end(Outcome.STOPPED);
        second.end(Outcome.STOPPED);
        assertThat(ended().reason()).isEqualTo("Ctrl-C");
    }

    @Test
    void tooFewWorkersIsSaidInTime() {
        begin(job(3, 1, Duration.ofMillis(300)));
        assertThat(ended().reason()).contains("0 of 3 workers are ready", "cluster.gather-timeout");
    }

    @Test
    void aWorkerThatReportsNothingIsNamed() {
        JobConfig impatient = new JobConfig("test", 1, new ModelConfig.Mlp(List.of(784, 10), 0), new DataConfig.Digits(6, 4),
            new TrainingConfig(1, 2, 2, GradientReduction.EXACT), new OptimizerConfig.Sgd(0.1, 0, 0), ScheduleConfig.CONSTANT,
            new ClusterConfig(1, 1, Duration.ofSeconds(9), Duration.ofSeconds(9), Duration.ofMillis(200), 16),
            new CollectiveConfig(4096, 4, 4096, Duration.ofSeconds(9)));
        ScriptedWorker worker = train(impatient, "a:1").getFirst();
        worker.end(Outcome.FAILED);
        assertThat(ended().reason()).contains("no report from rank 0, worker-0 at a:1", "cluster.step-timeout");
    }

    private void begin(JobConfig job) {
        coordinator = kit.spawn(Coordinator.create(
            new RunSetup(RUN, job, "job {}", folder), events.getRef(), InstantSource.system()));
    }

    static JobConfig job(int workers, int epochs) {
        return job(workers, epochs, Duration.ofSeconds(30));
    }

    /// Two steps an epoch: 6 samples in batches of 3.
    private static JobConfig job(int workers, int epochs, Duration gather) {
        return new JobConfig("test", 1, new ModelConfig.Mlp(List.of(784, 10), 0), new DataConfig.Digits(6, 4),
            new TrainingConfig(epochs, 3, 3, GradientReduction.EXACT), new OptimizerConfig.Sgd(0.1, 0, 0),
            ScheduleConfig.CONSTANT,
            new ClusterConfig(1, workers, gather, Duration.ofSeconds(30), Duration.ofSeconds(30), 16),
            new CollectiveConfig(4096, 4, 4096, Duration.ofSeconds(10)));
    }

    private void prepare(ScriptedWorker worker, String data) {
        worker.prepare();
        coordinator.tell(new Prepared(RUN, worker.member, worker.probe.getRef(), worker.ring,
            new Preparation(6, 4, data, 7_850, "initial")));
    }

    /// Begins a run, and forms its first generation of workers on these nodes.
    private List<ScriptedWorker> train(JobConfig job, String... nodes) {
        begin(job);
        List<ScriptedWorker> workers = Arrays.stream(nodes).map(this::worker).toList();
        workers.forEach(worker -> prepare(worker, "data"));
        for (int rank = 0; rank < nodes.length; rank++) {
            workers.get(rank).expectForm(1, rank, nodes.length, Step.INITIAL);
        }
        return workers;
    }

    private Summary ended() {
        return ((RunEvent.Ended) events.fishForMessage(Duration.ofSeconds(20), event -> event instanceof RunEvent.Ended
            ? FishingOutcomes.complete()
            : FishingOutcomes.continueAndIgnore()).getLast()).summary();
    }

    private ScriptedWorker worker(String node) {
        return new ScriptedWorker(kit, coordinator, node);
    }
}
