package io.ringmaster.coordinator;

import akka.actor.typed.Behavior;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.membership.Roster;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.WorkerMessage.Lease;
import java.util.List;

/// Hands out work ahead of the workers. Leaves when all is done, or when somebody wants a boundary.
final class Training extends Working {

    /// So that a lease stays well below the 240 KiB that a control message may have.
    private static final int SLICES_IN_A_LEASE = 4096;

    private Training(Run run, GenerationWork work) {
        super(run, work);
    }

    static Behavior<CoordinatorCommand> begin(Run run, GenerationWork work) {
        if (!areAllIn(work.formation(), run.roster())) {
            return Draining.begin(run, work, new Draining.Reform("workers came or went while the generation formed"));
        }
        Training training = new Training(run, work);
        training.expectProgress();
        return training.advance();
    }

    private static boolean areAllIn(Formation formation, Roster roster) {
        return roster.goers().isEmpty()
            && roster.staying().stream().allMatch(one -> formation.rankOf(one).isPresent());
    }

    @Override
    Behavior<CoordinatorCommand> changed(String reason) {
        return Draining.begin(run, work, new Draining.Reform(reason));
    }

    @Override
    Behavior<CoordinatorCommand> stop(String reason) {
        return Draining.begin(run, work, new Draining.Stop(reason));
    }

    /// One message carries a bounded number of shards, so that it stays below the transport's limit.
    @Override
    Behavior<CoordinatorCommand> advance() {
        List<Long> items = work.extend(run.job().cluster().leaseSteps());
        int inMessage = Math.max(1, SLICES_IN_A_LEASE / formation.shards().shards());
        for (int from = 0; from < items.size(); from += inMessage) {
            lease(items.subList(from, Math.min(items.size(), from + inMessage)));
        }
        return this;
    }

    private void lease(List<Long> items) {
        for (int index = 0; index < formation.members().size(); index++) {
            formation.members().get(index).worker()
                .tell(new Lease(run.id(), formation.generation(), work.share(items, new Rank(index))));
        }
    }
}
