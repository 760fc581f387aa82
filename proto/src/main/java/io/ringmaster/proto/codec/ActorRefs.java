package io.ringmaster.proto.codec;

import akka.actor.ActorPathExtractor;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;

/// Actor references as text, bound to one actor system.
final class ActorRefs {

    /// Longer than any path that we give our actors.
    static final int LIMIT = 1024;

    private final ExtendedActorSystem system;

    ActorRefs(ExtendedActorSystem system) {
        this.system = system;
    }

    String write(ActorRef<?> ref) {
        return resolver().toSerializationFormat(ref);
    }

    /// Akka would turn text that is no reference into its dead letters, where answers vanish; here it is malformed.
    <T> ActorRef<T> read(String text) {
        if (text.length() > LIMIT) {
            throw new MalformedMessageException(
                "actor reference has %d characters; it has at most %d".formatted(text.length(), LIMIT));
        }
        if (ActorPathExtractor.unapply(text).isEmpty()) {
            throw new MalformedMessageException(
                "actor reference is \"%s\"; it must be a path such as akka://system@host:port/user/name".formatted(text));
        }
        return resolver().resolveActorRef(text);
    }

    /// Looked up when used: serializers are made while their actor system is not ready to give extensions.
    private ActorRefResolver resolver() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }
}
