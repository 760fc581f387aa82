package io.ringmaster.worker.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.InstantSource;

/// Holds the members of one process, from the first to the end of the last.
public final class AllReduceNode extends AbstractOnMessageBehavior<AllReduceNode.Command> {

    /// What a node is told.
    public sealed interface Command {}

    /// A member is done with all sizes.
    record MemberDone() implements Command {}

    /// A member can't go on.
    record MemberFailed(String reason) implements Command {}

    private final ActorRef<AllReduceEvent> observer;
    private int running;

    private AllReduceNode(ActorContext<Command> context, ActorRef<AllReduceEvent> observer, int running) {
        super(context);
        this.observer = observer;
        this.running = running;
    }

    /// @param members of this process
    public static Behavior<Command> create(
            AllReducePlan plan, int members, ActorRef<AllReduceEvent> observer, InstantSource clock) {
        return Behaviors.setup(context -> {
            for (int index = 0; index < members; index++) {
                var setup = new AllReduceMember.Setup(plan, index == 0, context.getSelf(), observer, clock);
                context.watch(context.spawn(AllReduceMember.create(setup), "member-" + index));
            }
            return new AllReduceNode(context, observer, members);
        });
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case MemberDone _ -> {
                running--;
                if (running > 0) {
                    yield this;
                }
                observer.tell(new AllReduceEvent.Ended());
                yield Behaviors.empty();   // rings go on acknowledging until the process ends
            }
            case MemberFailed(var reason) -> fail(reason);
        };
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        return signal instanceof ChildFailed crash
            ? fail("%s crashed: %s".formatted(crash.getRef().path().name(), crash.getCause())) : this;
    }

    private Behavior<Command> fail(String reason) {
        observer.tell(new AllReduceEvent.Failed(reason));
        return Behaviors.empty();
    }
}
