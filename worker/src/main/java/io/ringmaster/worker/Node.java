package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Signal;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.WorkerMessage;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/// Holds the workers of one process, from the first to the end of the last.
public final class Node extends AbstractOnMessageBehavior<Node.Command> {

    /// What a node is told.
    public sealed interface Command {}

    /// This process was told to stop: every worker asks to be released.
    public record Leave(String reason) implements Command {}

    /// A worker has nothing more to do and is about to stop.
    record WorkerEnded(ActorRef<WorkerMessage> worker, Outcome outcome, String reason) implements Command {}

    private final ActorContext<Command> context;
    private final ActorRef<NodeEvent> observer;
    private final Set<ActorRef<WorkerMessage>> running = new HashSet<>();
    private final Set<ActorRef<WorkerMessage>> stopping = new HashSet<>();
    private Outcome worst = Outcome.FINISHED;
    private String reason = "";

    private Node(ActorContext<Command> context, ActorRef<NodeEvent> observer) {
        super(context);
        this.context = context;
        this.observer = observer;
    }

    public static Behavior<Command> create(NodeSetup setup, ActorRef<NodeEvent> observer, InstantSource clock) {
        return Behaviors.setup(context -> {
            Node node = new Node(context, observer);
            SharedData data = new SharedData();
            for (int index = 0; index < setup.workers(); index++) {
                Member member = new Member(Incarnation.fresh(), setup.node(), index,
                    ProcessHandle.current().pid(), setup.device().toString());
                Worker.Setup worker =
                    new Worker.Setup(member, setup, data, new Worker.Listeners(context.getSelf(), observer), clock);
                node.add(context.spawn(Worker.create(worker), "worker-" + index));
            }
            return node;
        });
    }

    private void add(ActorRef<WorkerMessage> worker) {
        context.watch(worker);
        running.add(worker);
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Leave(var why) -> {
                running.forEach(worker -> Worker.leave(worker, why));
                yield this;
            }
            case WorkerEnded(var worker, var outcome, var why) -> {
                stopping.add(worker);
                note(outcome, why);
                yield this;
            }
        };
    }

    /// A worker that ends in order has said so before; one that has not has crashed. Only who has really stopped counts
    /// as gone: then those who watch it from afar are told before this process ends.
    @Override
    public Behavior<Command> onSignal(Signal signal) {
        return switch (signal) {
            case ChildFailed crash -> {
                note(Outcome.FAILED, "%s crashed: %s".formatted(crash.getRef().path().name(), crash.getCause()));
                yield gone(crash.getRef().unsafeUpcast());
            }
            case Terminated end -> {
                ActorRef<WorkerMessage> worker = end.getRef().unsafeUpcast();
                if (!stopping.contains(worker)) {
                    note(Outcome.FAILED, "%s stopped before its run was over".formatted(worker.path().name()));
                }
                yield gone(worker);
            }
            default -> this;
        };
    }

    private void note(Outcome outcome, String why) {
        if (reason.isEmpty() || severity(outcome) > severity(worst)) {
            worst = outcome;
            reason = why;
        }
    }

    private Behavior<Command> gone(ActorRef<WorkerMessage> worker) {
        running.remove(worker);
        if (!running.isEmpty()) {
            return this;
        }
        observer.tell(new NodeEvent.Ended(worst, reason));
        return Behaviors.stopped();
    }

    private static int severity(Outcome outcome) {
        return switch (outcome) {
            case FINISHED -> 0;
            case RELEASED -> 1;
            case STOPPED -> 2;
            case FAILED -> 3;
        };
    }
}
