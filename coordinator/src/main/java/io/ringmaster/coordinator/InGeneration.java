package io.ringmaster.coordinator;

import akka.actor.typed.Behavior;
import io.ringmaster.coordinator.membership.Candidate;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.proto.Rank;
import java.util.Optional;

/// A generation counts. It does not outlive any of its members.
abstract class InGeneration extends RunState {

    final Formation formation;

    InGeneration(Run run, Formation formation) {
        super(run);
        this.formation = formation;
    }

    @Override
    final Optional<Formation> current() {
        return Optional.of(formation);
    }

    @Override
    final Behavior<CoordinatorCommand> lost(Candidate worker) {
        Optional<Rank> rank = formation.rankOf(worker);
        if (rank.isEmpty()) {
            return super.lost(worker);
        }
        String reason = "%s (rank %s of %d) disappeared %s".formatted(
            worker.member(), rank.get(), formation.members().size(), run.since());
        run.emit(new RunEvent.WorkerLost(run.now(), worker.member(), reason));
        return fail(reason);
    }
}
