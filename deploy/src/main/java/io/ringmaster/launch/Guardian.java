package io.ringmaster.launch;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Signal;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SelfUp;
import akka.cluster.typed.SingletonActor;
import akka.cluster.typed.Subscribe;
import io.ringmaster.coordinator.Coordinator;
import io.ringmaster.coordinator.RunSetup;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.Outcome;
import io.ringmaster.worker.Node;
import io.ringmaster.worker.NodeEvent;
import io.ringmaster.worker.NodeSetup;
import io.ringmaster.worker.bench.AllReduceEvent;
import io.ringmaster.worker.bench.AllReduceNode;
import io.ringmaster.worker.bench.AllReducePlan;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The first actor of a process: starts what the process's roles need once it is a member of the cluster, and tells
/// the world outside actors what happens.
///
/// ```
/// Joining --member--> Running
/// ```
final class Guardian extends AbstractOnMessageBehavior<Guardian.Command> {

    sealed interface Command {}

    /// Ends the run that this process coordinates.
    record StopRun(Outcome outcome, String reason) implements Command {}

    /// Takes this process's workers out of their run.
    record LeaveRun(String reason) implements Command {}

    private record Up() implements Command {}

    private record CoordinatorStarted(ActorRef<CoordinatorMessage> coordinator) implements Command {}

    private final List<Role> roles;
    private final Consumer<Occurrence> outside;
    private final InstantSource clock;
    private final Map<ActorRef<?>, String> needed = new HashMap<>();
    private final List<ActorRef<Node.Command>> nodes = new ArrayList<>();
    private final List<Coordinated> runs = new ArrayList<>();
    private final List<StopRun> early = new ArrayList<>();

    private record Coordinated(RunSetup setup, ActorRef<CoordinatorMessage> coordinator) {}

    private Guardian(
        ActorContext<Command> context, List<Role> roles, Consumer<Occurrence> outside, InstantSource clock) {
        super(context);
        this.roles = List.copyOf(roles);
        this.outside = outside;
        this.clock = clock;
    }

    /// @param outside is called on the actor's thread and must not block
    static Behavior<Command> create(List<Role> roles, Consumer<Occurrence> outside, InstantSource clock) {
        return Behaviors.setup(context -> {
            ActorRef<SelfUp> up = context.messageAdapter(SelfUp.class, _ -> new Up());
            Cluster.get(context.getSystem()).subscriptions().tell(Subscribe.create(up, SelfUp.class));
            return new Guardian(context, roles, outside, clock);
        });
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Up _ -> {
                outside.accept(new Occurrence.Joined());
                roles.forEach(this::begin);
            }
            case CoordinatorStarted(var coordinator) -> need(coordinator, "the coordinator");
            case StopRun stop when runs.isEmpty() -> early.add(stop);
            case StopRun stop -> runs.forEach(run -> tell(run, stop));
            case LeaveRun(var reason) -> nodes.forEach(node -> node.tell(new Node.Leave(reason)));
        }
        return this;
    }

    private static void tell(Coordinated run, StopRun stop) {
        run.coordinator().tell(new CoordinatorMessage.Stop(run.setup().run(), stop.outcome(), stop.reason()));
    }

    private void begin(Role role) {
        switch (role) {
            case Role.Coordinate(var setup) -> {
                Coordinated run = new Coordinated(setup, coordinate(setup));
                runs.add(run);
                early.forEach(stop -> tell(run, stop));
            }
            case Role.Work work -> nodes.add(work(work));
            case Role.Reduce(var plan, var members) -> reduce(plan, members);
        }
    }

    private ActorRef<CoordinatorMessage> coordinate(RunSetup setup) {
        ActorRef<RunEvent> observer = spawnOutlet("run-events", event -> outside.accept(new Occurrence.OfRun(event)));
        ActorRef<Command> self = getContext().getSelf();
        Behavior<CoordinatorMessage> coordinator = Behaviors.setup(context -> {
            self.tell(new CoordinatorStarted(context.getSelf()));
            return Coordinator.create(setup, observer, clock);
        });
        return ClusterSingleton.get(getContext().getSystem()).init(
            SingletonActor.of(coordinator, "coordinator").withSettings(
                ClusterSingletonSettings.create(getContext().getSystem()).withRole(Role.Coordinate.WORD)));
    }

    private ActorRef<Node.Command> work(Role.Work work) {
        ActorRef<NodeEvent> observer = spawnOutlet("node-events", event -> outside.accept(new Occurrence.OfNode(event)));
        String name = Host.endpoint(getContext().getSystem()).toString();
        NodeSetup setup = new NodeSetup(name, work.workers(), work.device(), work.dataDirectory(), work.jar());
        ActorRef<Node.Command> node = getContext().spawn(Node.create(setup, observer, clock), "node");
        need(node, "the node actor");
        return node;
    }

    private void reduce(AllReducePlan plan, int members) {
        ActorRef<AllReduceEvent> observer =
            spawnOutlet("all-reduce-events", event -> outside.accept(new Occurrence.OfAllReduce(event)));
        need(getContext().spawn(AllReduceNode.create(plan, members, observer, clock), "node"), "the node actor");
    }

    /// Events go straight out, so that a busy guardian holds none up.
    private <E> ActorRef<E> spawnOutlet(String name, Consumer<E> to) {
        Behavior<E> outlet = Behaviors.receiveMessage(event -> {
            to.accept(event);
            return Behaviors.same();
        });
        return getContext().spawn(outlet, name);
    }

    private void need(ActorRef<?> actor, String what) {
        needed.put(actor, what);
        getContext().watch(actor);
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof Terminated ended) {
            String what = needed.getOrDefault(ended.getRef(), ended.getRef().path().toString());
            outside.accept(new Occurrence.Lost(what));
        }
        return this;
    }
}
