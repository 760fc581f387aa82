package io.ringmaster.proto;

import akka.actor.typed.ActorRef;

/// One place of the ring: who holds it, and where its chunks go.
public record RingMember(Member member, ActorRef<RingMessage> ring) {}
