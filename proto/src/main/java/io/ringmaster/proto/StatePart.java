package io.ringmaster.proto;

import java.lang.foreign.MemorySegment;

/// A piece of a state file in safetensors form: the answer to [WorkerMessage.FetchState].
///
/// @param offset     of its first byte in the file
/// @param totalBytes the file's size
public record StatePart(RunId run, Generation generation, StateKind kind, long offset, long totalBytes, MemorySegment bytes) {

    /// The most one part carries, so that an ordinary message stays well below the transport's limit.
    public static final int LIMIT_BYTES = 128 << 10;

    public StatePart {
        if (offset < 0 || bytes.byteSize() > LIMIT_BYTES || offset > totalBytes - bytes.byteSize()) {
            throw new IllegalArgumentException(
                "state part has %d bytes from %d of %d; a part lies within its file and has at most %d bytes"
                    .formatted(bytes.byteSize(), offset, totalBytes, LIMIT_BYTES));
        }
    }

    /// Whether nothing follows.
    public boolean isLast() {
        return offset + bytes.byteSize() == totalBytes;
    }
}
