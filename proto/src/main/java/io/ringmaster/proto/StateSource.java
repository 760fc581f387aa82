package io.ringmaster.proto;

import akka.actor.typed.ActorRef;

/// Where a member of a new generation gets the state of its committed step.
public sealed interface StateSource {

    /// It has it.
    record Own() implements StateSource {}

    /// Another member has it.
    record Peer(ActorRef<WorkerMessage> donor) implements StateSource {}
}
