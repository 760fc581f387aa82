package io.ringmaster.proto.codec;

import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.StatePart;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;

/// Messages by what they hold: memory segments are equal where they are the same memory, tests compare bytes.
final class Contents {

    private Contents() {}

    static Object of(Object message) {
        return switch (message) {
            case Chunk(var collective, var from, var hop, var index, var payload) ->
                List.of(collective, from, hop, index, bytes(payload));
            case StatePart(var run, var generation, var kind, var offset, var totalBytes, var bytes) ->
                List.of(run, generation, kind, offset, totalBytes, bytes(bytes));
            default -> message;
        };
    }

    private static ByteBuffer bytes(MemorySegment segment) {
        return ByteBuffer.wrap(segment.toArray(ValueLayout.JAVA_BYTE));
    }
}
