package io.ringmaster.proto;

/// What one worker has put on the wire since it started: chunks of collectives that left its JVM, as encoded.
///
/// @param bytes payloads and headers
public record Traffic(long chunks, long bytes) {

    public static final Traffic NONE = new Traffic(0, 0);

    public Traffic {
        if (chunks < 0 || bytes < 0) {
            throw new IllegalArgumentException("traffic is %d chunks, %d bytes; neither may be negative".formatted(chunks, bytes));
        }
    }

    public Traffic plus(Traffic other) {
        return new Traffic(chunks + other.chunks, bytes + other.bytes);
    }
}
