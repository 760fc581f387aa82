package io.ringmaster.coordinator;

import akka.actor.typed.Behavior;
import io.ringmaster.coordinator.CoordinatorCommand.Awaited;
import io.ringmaster.coordinator.CoordinatorCommand.Finished;
import io.ringmaster.coordinator.CoordinatorCommand.Part;
import io.ringmaster.coordinator.CoordinatorCommand.Tick;
import io.ringmaster.coordinator.CoordinatorCommand.Written;
import io.ringmaster.coordinator.membership.Candidate;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.OfGeneration;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.Step;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// A generation is proposed. Leaves when all of its members are in place.
///
/// Who comes or asks to leave meanwhile is on the roster, where [Training] finds it.
final class Forming extends InGeneration {

    private final GenerationWork work;
    private final Set<Candidate> inPlace = new HashSet<>();

    /// What follows once all are.
    private BiFunction<Run, GenerationWork, Behavior<CoordinatorCommand>> next = Training::begin;

    private Forming(Run run, GenerationWork work) {
        super(run, work.formation());
        this.work = work;
    }

    /// Proposes the first generation to everyone who is ready.
    static Behavior<CoordinatorCommand> begin(Run run, String reason) {
        return propose(run, Formation.next(
            Optional.empty(), run.roster().staying(), Step.INITIAL, run.job().training().shards(), reason), 0);
    }

    /// Proposes the next one, to go on where `done` has come to.
    static Behavior<CoordinatorCommand> begin(Run run, GenerationWork done, String reason) {
        Optional<Formation> last = Optional.of(done.formation());
        if (run.roster().staying().isEmpty()) {
            return Ending.begin(run, Outcome.STOPPED, "no worker is left: " + reason, last);
        }
        Formation formation = Formation.next(
            last, run.roster().staying(), done.committedStep(), run.job().training().shards(), reason);
        if (!formation.hasState()) {
            return Ending.begin(run, Outcome.FAILED,
                "no worker is left that has the state of step " + done.committedStep(), last);
        }
        return propose(run, formation, done.itemsDone());
    }

    private static Behavior<CoordinatorCommand> propose(Run run, Formation formation, long itemsDone) {
        for (int rank = 0; rank < formation.members().size(); rank++) {
            formation.members().get(rank).worker().tell(formation.toMember(run.id(), new Rank(rank)));
        }
        run.totals().forgetTraffic();
        run.timers().cancelAll();
        run.timers().startSingleTimer(Tick.DEADLINE, run.job().cluster().prepareTimeout());
        return new Forming(run, GenerationWork.begin(formation, itemsDone, run.job().training()));
    }

    @Override
    Behavior<CoordinatorCommand> changed(String reason) {
        return this;
    }

    @Override
    Behavior<CoordinatorCommand> stop(String reason) {
        next = (same, all) -> Draining.begin(same, all, new Draining.Stop(reason));
        return this;
    }

    @Override
    Behavior<CoordinatorCommand> reported(OfGeneration report) {
        return switch (report) {
            case Formed formed -> formed(formed);
            case StepDone _, Evaluated _, Stalled _ -> this;
        };
    }

    private Behavior<CoordinatorCommand> formed(Formed formed) {
        run.roster().candidate(formed.incarnation()).ifPresent(inPlace::add);
        if (inPlace.size() < formation.members().size()) {
            return this;
        }
        run.timers().cancel(Tick.DEADLINE);
        run.emit(new RunEvent.GenerationFormed(
            run.now(), formation.generation(), formation.committed(),
            formation.members().stream().map(Candidate::member).toList(), formation.shards().counts(),
            work.program().steps(), run.job().training().epochs(), formation.reason()));
        run.totals().begin(run.now());
        return next.apply(run, work);
    }

    @Override
    Behavior<CoordinatorCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Tick.DEADLINE -> fail(late(run.job().cluster().prepareTimeout()));
            case Tick.QUORUM, Tick.BLAME -> this;
            case Part _, Written _, Finished _ -> this;
        };
    }

    private String late(Duration waited) {
        String missing = formation.members().stream().filter(one -> !inPlace.contains(one))
            .map(one -> one.member().toString()).collect(Collectors.joining(", "));
        return "generation %s did not form within %d s (cluster.prepare-timeout): no answer from %s"
            .formatted(formation.generation(), waited.toSeconds(), missing);
    }
}
