package io.ringmaster.worker.collective;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import java.util.List;

/// One member's view of the ring of one generation.
///
/// @param memory where the member's buffers lie that others of its host may read; others' too are reduced, but must be sent
public record RingPlace(
    RunId run, Generation generation, Rank rank, List<ActorRef<RingMessage>> members, SharedMemory memory) {

    public RingPlace {
        members = List.copyOf(members);
        if (rank.index() >= members.size()) {
            throw new IllegalArgumentException(
                "rank %s in a ring of %d; ranks go from 0 to one less".formatted(rank, members.size()));
        }
    }

    Rank successorRank() {
        return new Rank((rank.index() + 1) % members.size());
    }

    Rank predecessorRank() {
        return new Rank(Math.floorMod(rank.index() - 1, members.size()));
    }

    ActorRef<RingMessage> successor() {
        return members.get(successorRank().index());
    }

    ActorRef<RingMessage> predecessor() {
        return members.get(predecessorRank().index());
    }
}
