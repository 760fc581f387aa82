package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.job.JobData;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.Work.EvaluationPlan;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ObjectiveConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.OptimizerConfig.Betas;
import io.ringmaster.proto.config.OptimizerConfig.WeightDecay;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.TrainingConfig;
import io.ringmaster.tensor.Device;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Real nodes in one JVM, with a probe in the coordinator's place.
final class TestRun implements AutoCloseable {

    static final RunId RUN = new RunId("test-run");
    static final int SHARDS = 12;
    static final int BATCH = 30;
    static final int TRAIN_SAMPLES = 300;
    static final int EVAL_SAMPLES = 50;
    static final int STEPS_PER_EPOCH = TRAIN_SAMPLES / BATCH;
    private static final Duration SOON = Duration.ofSeconds(60);

    final ActorTestKit kit = ActorTestKit.create("workers", ConfigFactory.load("ringmaster-worker"));
    final TestProbe<CoordinatorMessage> coordinator = kit.createTestProbe();
    final TestProbe<NodeEvent> events = kit.createTestProbe();

    static JobConfig job(DataConfig data, GradientReduction reduction, double learningRate) {
        return new JobConfig("test", 7, new ModelConfig.Mlp(List.of(784, 32, 10), 0.1), data,
            new TrainingConfig(3, BATCH, SHARDS, reduction), new OptimizerConfig.Sgd(learningRate, 0.9, 0),
            ScheduleConfig.CONSTANT,
            new ClusterConfig(1, 1, SOON, SOON, SOON, 16), new CollectiveConfig(4096, 3, 1 << 14, SOON));
    }

    static JobConfig job() {
        return job(GradientReduction.EXACT, 0.05);
    }

    static JobConfig job(GradientReduction reduction, double learningRate) {
        return job(new DataConfig.Digits(TRAIN_SAMPLES, EVAL_SAMPLES), reduction, learningRate);
    }

    /// The same, with gradients that go round in portions of other sizes.
    static JobConfig with(JobConfig job, CollectiveConfig collective) {
        return new JobConfig(job.name(), job.seed(), job.model(), job.data(), job.training(), job.optimizer(), job.schedule(),
            job.cluster(), collective);
    }

    /// The same with another model on other data.
    static JobConfig of(ModelConfig model, DataConfig data) {
        JobConfig job = job();
        return new JobConfig(job.name(), job.seed(), model, data, job.training(), job.optimizer(), job.schedule(), job.cluster(),
            job.collective());
    }

    /// The same with another loss.
    static JobConfig of(LossConfig loss) {
        JobConfig job = job();
        return new JobConfig(job.name(), job.seed(), job.code(), job.model(), job.data(),
            new ObjectiveConfig(loss, List.of(ObjectiveConfig.Metric.ACCURACY, ObjectiveConfig.Metric.TOP5_ACCURACY)), job.training(),
            job.optimizer(), job.schedule(), job.cluster(), job.collective());
    }

    /// The same by another optimizer, its rate first rising and then falling to the end, its gradients clipped.
    static JobConfig by(OptimizerConfig optimizer) {
        JobConfig job = job();
        return new JobConfig(job.name(), job.seed(), job.model(), job.data(),
            new TrainingConfig(3, BATCH, SHARDS, GradientReduction.EXACT, 0.5, 0.1), optimizer,
            new ScheduleConfig(ScheduleConfig.Per.STEP, 5, new ScheduleConfig.Curve.Cosine(0, 1e-4)), job.cluster(),
            job.collective());
    }

    /// The same with a rate that falls to a tenth after every evaluation but the first, as none can be so much better.
    static JobConfig onPlateau(String measure) {
        ScheduleConfig.Mode mode = measure.equals("loss") ? ScheduleConfig.Mode.MIN : ScheduleConfig.Mode.MAX;
        return under(new ScheduleConfig(ScheduleConfig.Per.EPOCH, 0, new ScheduleConfig.Curve.ReduceOnPlateau(
            new ScheduleConfig.Watch(measure, mode, 5, ScheduleConfig.ThresholdMode.ABSOLUTE), 0.1, 0, 0, 0)));
    }

    /// The same with another schedule.
    static JobConfig under(ScheduleConfig schedule) {
        JobConfig job = job();
        return new JobConfig(job.name(), job.seed(), job.model(), job.data(), job.training(), job.optimizer(), schedule,
            job.cluster(), job.collective());
    }

    /// One of every kind.
    static Stream<OptimizerConfig> optimizers() {
        WeightDecay decay = new WeightDecay(0.01, OptimizerConfig.Decayed.MATRICES);
        Betas betas = new Betas(0.9, 0.99);
        return Stream.of(
            new OptimizerConfig.Sgd(0.05, 0.9, 0, true, decay),
            new OptimizerConfig.Adam(0.002, betas, 1e-8, decay, true, true),
            new OptimizerConfig.RmsProp(0.002, 0.9, 1e-8, 0.5, true, decay),
            new OptimizerConfig.Adagrad(0.02, 0.01, 0.1, 1e-10, decay),
            new OptimizerConfig.Lamb(0.01, betas, 1e-6, true, decay));
    }

    static NodeSetup node(int workers) {
        return new NodeSetup("local:0", workers, Device.CPU, "", JobJar.NONE);
    }

    static WorkerJob built(JobConfig job) {
        return WorkerJob.of(job, JobJar.NONE, "");
    }

    static JobData data(JobConfig job) {
        return built(job).data();
    }

    /// Starts a node and returns its workers, known to the receptionist.
    List<ActorRef<WorkerMessage>> node(String name, int workers) {
        return node(kit.spawn(Node.create(
            node(workers), events.ref(), InstantSource.system()), name), workers);
    }

    private List<ActorRef<WorkerMessage>> node(ActorRef<Node.Command> node, int workers) {
        TestProbe<Receptionist.Listing> listings = kit.createTestProbe();
        kit.system().receptionist().tell(Receptionist.subscribe(Directory.WORKERS, listings.ref()));
        Set<ActorRef<WorkerMessage>> found = new HashSet<>();
        while (found.size() < workers) {
            found = new HashSet<>(listings.receiveMessage(SOON).getServiceInstances(Directory.WORKERS));
            found.removeIf(worker -> !worker.path().toString().startsWith(node.path().toString() + "/"));
        }
        return List.copyOf(found);
    }

    List<Prepared> prepare(List<ActorRef<WorkerMessage>> workers, JobConfig job) {
        workers.forEach(worker -> worker.tell(new Prepare(RUN, job, coordinator.ref())));
        return workers.stream().map(_ -> next(Prepared.class))
            .sorted(Comparator.comparingInt((Prepared prepared) -> prepared.member().worker())).toList();
    }

    <M extends CoordinatorMessage> M next(Class<M> type) {
        return coordinator.expectMessageClass(type, SOON);
    }

    static Form form(List<Prepared> members, int rank, long generation, long committed, StateSource state) {
        return new Form(RUN, new Generation(generation), new Rank(rank),
            members.stream().map(member -> new RingMember(member.member(), member.ring())).toList(), new Step(committed), state);
    }

    /// Forms a generation in which everybody has the state.
    void form(List<Prepared> members, long generation, long committed) {
        for (int rank = 0; rank < members.size(); rank++) {
            members.get(rank).worker().tell(form(members, rank, generation, committed, new StateSource.Own()));
        }
        members.forEach(_ -> next(Formed.class));
    }

    /// What a step comes to, over all workers.
    record Trained(double loss, boolean calibrated) {}

    /// Lets all take these steps.
    List<Trained> train(List<Prepared> members, long generation, long from, long to) {
        for (int rank = 0; rank < members.size(); rank++) {
            int own = rank;
            List<Work> work = LongStream.rangeClosed(from, to).<Work>mapToObj(step -> plan(step, own, members.size())).toList();
            members.get(rank).worker().tell(new Lease(RUN, new Generation(generation), work));
        }
        Map<Step, List<StepDone>> reports = new TreeMap<>();
        for (long report = 0; report < members.size() * (to - from + 1); report++) {
            StepDone done = next(StepDone.class);
            reports.computeIfAbsent(done.step(), _ -> new ArrayList<>()).add(done);
        }
        return reports.values().stream().map(TestRun::join).toList();
    }

    private static Trained join(List<StepDone> parts) {
        List<ShardLoss> losses = parts.stream().flatMap(part -> part.losses().stream()).toList();
        assertThat(losses).extracting(ShardLoss::shard).doesNotHaveDuplicates().hasSize(SHARDS);
        assertThat(ShardLoss.samples(losses)).isEqualTo(BATCH);
        assertThat(parts).extracting(StepDone::calibrated).containsOnly(parts.getFirst().calibrated());
        return new Trained(ShardLoss.mean(losses), parts.getFirst().calibrated());
    }

    static StepPlan plan(long step, int rank, int worldSize) {
        long first = (step - 1) % STEPS_PER_EPOCH * BATCH;
        return new StepPlan(new Step(step), epoch(step), BATCH, slices(first, first + BATCH, rank, worldSize));
    }

    private static int epoch(long step) {
        return (int) ((step - 1) / STEPS_PER_EPOCH) + 1;
    }

    private static List<ShardSlice> slices(long from, long to, int rank, int worldSize) {
        return IntStream.range(0, SHARDS)
            .filter(shard -> shard * worldSize / SHARDS == rank)
            .mapToObj(shard -> ShardSlice.of(shard, SHARDS, from, to)).toList();
    }

    /// What all members together say of their parameters.
    record Judged(String digest, double loss, List<MetricValue> metrics) {}

    Judged evaluate(List<Prepared> members, long generation, long step) {
        for (int rank = 0; rank < members.size(); rank++) {
            members.get(rank).worker().tell(new Lease(RUN, new Generation(generation),
                List.of(new EvaluationPlan(new Step(step), epoch(step), slices(0, EVAL_SAMPLES, rank, members.size())))));
        }
        List<Evaluated> parts = members.stream().map(_ -> next(Evaluated.class)).toList();
        List<ShardLoss> losses = parts.stream().flatMap(part -> part.losses().stream()).toList();
        assertThat(ShardLoss.samples(losses)).isEqualTo(EVAL_SAMPLES);
        assertThat(parts).extracting(Evaluated::digest).as("replicas").containsOnly(parts.getFirst().digest());
        return new Judged(parts.getFirst().digest(), ShardLoss.mean(losses),
            MetricReport.values(parts.stream().flatMap(part -> part.metrics().stream()).toList()));
    }

    /// A whole epoch.
    record Epoch(List<Trained> steps, Judged judged) {}

    Epoch epoch(List<Prepared> members, long generation, int epoch) {
        long end = (long) epoch * STEPS_PER_EPOCH;
        return new Epoch(train(members, generation, end - STEPS_PER_EPOCH + 1, end), evaluate(members, generation, end));
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
