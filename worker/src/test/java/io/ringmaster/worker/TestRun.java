package io.ringmaster.worker;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.RunId;
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
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.TrainingConfig;
import io.ringmaster.tensor.Device;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Real nodes in one JVM, with a probe in the coordinator's place.
final class TestRun implements AutoCloseable {

    static final RunId RUN = new RunId("test-run");
    static final int SHARDS = 6;
    static final int BATCH = 30;
    static final int TRAIN_SAMPLES = 300;
    static final int EVAL_SAMPLES = 50;
    private static final Duration SOON = Duration.ofSeconds(60);

    final ActorTestKit kit = ActorTestKit.create("workers", ConfigFactory.load("ringmaster-worker"));
    final TestProbe<CoordinatorMessage> coordinator = kit.createTestProbe();
    final TestProbe<NodeEvent> events = kit.createTestProbe();

    static JobConfig job(DataConfig data, double dropout) {
        return new JobConfig("test", 7, new ModelConfig.Mlp(List.of(784, 32, 10), dropout), data,
            new TrainingConfig(3, BATCH, SHARDS), new OptimizerConfig.Sgd(0.05, 0.9, 0), ScheduleConfig.CONSTANT,
            new ClusterConfig(1, 1, SOON, SOON, SOON, 16), new CollectiveConfig(4096, 3, 1 << 14, SOON));
    }

    static JobConfig job() {
        return job(new DataConfig.Digits(TRAIN_SAMPLES, EVAL_SAMPLES), 0.1);
    }

    /// Starts a node and returns its workers, known to the receptionist.
    List<ActorRef<WorkerMessage>> node(String name, int workers) {
        return node(kit.spawn(Node.create(
            new NodeSetup("local:0", workers, Device.CPU, ""), events.ref(), InstantSource.system()), name), workers);
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

    /// Lets all take these steps, and returns each step's mean loss.
    List<Double> train(List<Prepared> members, long generation, long from, long to) {
        for (int rank = 0; rank < members.size(); rank++) {
            int own = rank;
            List<Work> work = LongStream.rangeClosed(from, to).<Work>mapToObj(step -> plan(step, own, members.size())).toList();
            members.get(rank).worker().tell(new Lease(RUN, new Generation(generation), work));
        }
        double[] sums = new double[(int) (to - from + 1)];
        for (int report = 0; report < members.size() * sums.length; report++) {
            StepDone done = next(StepDone.class);
            sums[(int) (done.step().number() - from)] += done.lossSum();
        }
        return IntStream.range(0, sums.length).mapToObj(step -> sums[step] / BATCH).toList();
    }

    static StepPlan plan(long step, int rank, int worldSize) {
        long stepsPerEpoch = TRAIN_SAMPLES / BATCH;
        long first = (step - 1) % stepsPerEpoch * BATCH;
        int size = BATCH / SHARDS;
        List<ShardSlice> slices = IntStream.range(0, SHARDS)
            .filter(shard -> shard * worldSize / SHARDS == rank)
            .mapToObj(shard -> new ShardSlice(shard, first + (long) shard * size, first + (shard + 1L) * size)).toList();
        return new StepPlan(new Step(step), (int) ((step - 1) / stepsPerEpoch) + 1, BATCH, slices);
    }

    /// What all members say of the same parameters.
    Set<String> digests(List<Prepared> members, long generation, long step) {
        members.forEach(member -> member.worker().tell(new Lease(RUN, new Generation(generation),
            List.of(new EvaluationPlan(new Step(step), 1, 0, EVAL_SAMPLES)))));
        Set<String> digests = new HashSet<>();
        members.forEach(_ -> digests.add(next(CoordinatorMessage.Evaluated.class).digest()));
        return digests;
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
