package io.ringmaster.proto;

import java.lang.foreign.MemorySegment;

/// What neighbours on the ring tell each other.
public sealed interface RingMessage {

    CollectiveId collective();

    Rank from();

    /// A piece of one segment on its way round the ring.
    ///
    /// Inside a JVM the payload is the sender's own memory, which stays as it is until the chunk is acknowledged;
    /// from the wire it is the receiver's.
    ///
    /// @param hop     how many times data of this collective had been passed on when this was sent, from 0
    /// @param index   which chunk of the segment, from 0
    /// @param payload float32 or int32, little-endian
    record Chunk(CollectiveId collective, Rank from, int hop, int index, MemorySegment payload) implements RingMessage {

        /// The largest payload that is accepted from the wire.
        public static final int LIMIT_BYTES = 4 << 20;

        public Chunk {
            if (hop < 0 || index < 0 || payload.byteSize() > LIMIT_BYTES) {
                throw new IllegalArgumentException(
                    "chunk %d of hop %d has %d bytes; hops and chunks count from 0 and carry at most %d bytes"
                        .formatted(index, hop, payload.byteSize(), LIMIT_BYTES));
            }
        }
    }

    /// The receiver has used `chunks` more chunks of this collective: their memory is the sender's again, and it may
    /// send as many more.
    record ChunkAck(CollectiveId collective, Rank from, int chunks) implements RingMessage {

        public ChunkAck {
            if (chunks < 1) {
                throw new IllegalArgumentException("acknowledgement of " + chunks + " chunks; it needs at least 1");
            }
        }
    }
}
