package io.ringmaster.proto;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.config.JobConfig;
import java.util.List;

/// What the coordinator tells workers, and workers ask of each other.
public sealed interface WorkerMessage {

    RunId run();

    /// Build the model, open the data, and say what was found.
    record Prepare(RunId run, JobConfig job, ActorRef<CoordinatorMessage> coordinator) implements WorkerMessage {}

    /// Take this place in this generation; whatever belongs to an older one is void.
    ///
    /// @param ring      all members in rank order
    /// @param committed the step every member stands at when the generation begins
    /// @param state     where a member that does not stand there gets the state
    record Form(RunId run, Generation generation, Rank rank, List<RingMember> ring, Step committed, StateSource state)
        implements WorkerMessage {

        public Form {
            ring = List.copyOf(ring);
            if (rank.index() >= ring.size()) {
                throw new IllegalArgumentException(
                    "generation %s gives rank %s in a ring of %d; a rank is below the ring's size"
                        .formatted(generation, rank, ring.size()));
            }
        }
    }

    /// More work, to follow what was leased before.
    record Lease(RunId run, Generation generation, List<Work> work) implements WorkerMessage {

        public Lease {
            work = List.copyOf(work);
        }
    }

    /// Send a part of your state, as it is between two steps.
    record FetchState(RunId run, Generation generation, StateKind kind, long offset, ActorRef<StatePart> replyTo)
        implements WorkerMessage {

        public FetchState {
            if (offset < 0) {
                throw new IllegalArgumentException("state is asked for from byte " + offset + "; bytes count from 0");
            }
        }
    }

    /// The run is over for this worker; nothing more will come.
    record End(RunId run, Outcome outcome, String reason) implements WorkerMessage {}
}
