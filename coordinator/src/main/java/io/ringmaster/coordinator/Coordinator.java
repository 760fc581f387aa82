package io.ringmaster.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.ringmaster.coordinator.CoordinatorCommand.Received;
import io.ringmaster.coordinator.membership.Agreement;
import io.ringmaster.coordinator.membership.Blame;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.membership.Quorum;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.plan.LeaseBook;
import io.ringmaster.proto.CoordinatorMessage;
import java.time.InstantSource;

/// Takes one run from its first worker to its summary.
///
/// ```
/// Gathering --quorum--> Forming --all in place--> Training --all work done--> Saving --> Ending
///                          ^                         |                          ^
///                          |             someone joins, leaves or stops it      |
///                          |                         v                          |
///                          '---joined, left------ Draining ------stopped--------'
///
/// any --a member or the recorder is lost, a worker fails, a deadline passes--> Ending
/// ```
/// Each state has a file of its name. [RunState] has what they share, [InGeneration] and [Working] what some of them do,
/// [Run] what outlives them. A state's static `begin` does what entering it takes, and returns it.
///
/// It holds nothing that its workers could not tell a successor. Decisions are pure and elsewhere ([Quorum],
/// [Agreement], [Formation], [Blame], [LeaseBook]); this actor keeps time, sends, and changes state.
public final class Coordinator {

    private Coordinator() {}

    /// @param observer told of every [RunEvent], [RunEvent.Ended] last
    public static Behavior<CoordinatorMessage> create(RunSetup setup, ActorRef<RunEvent> observer, InstantSource clock) {
        Behavior<CoordinatorCommand> behavior = Behaviors.setup(context -> Behaviors.withTimers(timers ->
            Gathering.begin(Run.begin(context, timers, setup, observer, clock))));
        return Behaviors.transformMessages(CoordinatorMessage.class, behavior, wire -> wire.matchAny(Received::new));
    }
}
