package io.ringmaster.coordinator.membership;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.WorkerMessage;

/// A worker that has built its model, opened its data and may be given a rank.
public record Candidate(
    Member member, ActorRef<WorkerMessage> worker, ActorRef<RingMessage> ring, Preparation preparation) {

    public RingMember ringMember() {
        return new RingMember(member, ring);
    }
}
