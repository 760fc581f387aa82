package io.ringmaster.proto.codec;

/// Bytes that are no message of ours, or a message that our own rules forbid to send.
///
/// Akka's transport logs it and drops that one message; the connection and the actor system go on.
public final class MalformedMessageException extends IllegalArgumentException {

    MalformedMessageException(String message) {
        super(message);
    }

    MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
