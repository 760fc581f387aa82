package io.ringmaster.proto.codec;

import akka.actor.AbstractActor;
import akka.event.Logging;

/// Prints nothing: tests that care for an actor system's log subscribe to it.
final class QuietLogger extends AbstractActor {

    @Override
    public Receive createReceive() {
        return receiveBuilder()
            .match(Logging.InitializeLogger.class, _ -> getSender().tell(Logging.loggerInitialized(), getSelf()))
            .matchAny(_ -> {})
            .build();
    }
}
