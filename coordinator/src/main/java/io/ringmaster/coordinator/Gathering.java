package io.ringmaster.coordinator;

import akka.actor.typed.Behavior;
import io.ringmaster.coordinator.CoordinatorCommand.Awaited;
import io.ringmaster.coordinator.CoordinatorCommand.Finished;
import io.ringmaster.coordinator.CoordinatorCommand.Part;
import io.ringmaster.coordinator.CoordinatorCommand.Tick;
import io.ringmaster.coordinator.CoordinatorCommand.Written;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.membership.Quorum;
import io.ringmaster.coordinator.membership.Roster;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.proto.CoordinatorMessage.OfGeneration;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.config.ClusterConfig;
import java.time.Duration;
import java.util.Optional;

/// Nobody trains yet. Leaves when the workers that are ready are a quorum, or when it has taken too long.
final class Gathering extends RunState {

    private static final Duration QUORUM_TICK = Duration.ofMillis(500);

    private String said = "";

    private Gathering(Run run) {
        super(run);
    }

    static Behavior<CoordinatorCommand> begin(Run run) {
        run.timers().startTimerWithFixedDelay(Tick.QUORUM, QUORUM_TICK);
        return new Gathering(run);
    }

    @Override
    Optional<Formation> current() {
        return Optional.empty();
    }

    @Override
    Behavior<CoordinatorCommand> changed(String reason) {
        return decide();
    }

    @Override
    Behavior<CoordinatorCommand> stop(String reason) {
        return Ending.begin(run, Outcome.STOPPED, reason, current());
    }

    /// No generation counts yet.
    @Override
    Behavior<CoordinatorCommand> reported(OfGeneration report) {
        return this;
    }

    @Override
    Behavior<CoordinatorCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Tick.QUORUM -> decide();
            case Tick.DEADLINE, Tick.BLAME -> this;
            case Part _, Written _, Finished _ -> this;
        };
    }

    private Behavior<CoordinatorCommand> decide() {
        run.release();
        ClusterConfig cluster = run.job().cluster();
        Quorum.Policy policy = new Quorum.Policy(cluster.workers(), cluster.gatherTimeout());
        Roster roster = run.roster();
        return switch (policy.decide(roster.staying().size(), roster.preparing().size(), run.started(), run.now())) {
            case Quorum.Wait(var reason) -> explain(reason);
            case Quorum.GiveUp(var reason) -> fail(reason);
            case Quorum.Form(var reason) -> Forming.begin(run, reason);
        };
    }

    private Behavior<CoordinatorCommand> explain(String reason) {
        if (!reason.equals(said)) {
            said = reason;
            run.emit(new RunEvent.Waiting(run.now(), reason));
        }
        return this;
    }
}
