package io.ringmaster.proto;

import java.lang.foreign.MemorySegment;

/// What neighbours on the ring tell each other.
public sealed interface RingMessage {

    RunId run();

    Generation generation();

    Rank from();

    /// What is said of one collective.
    sealed interface OfCollective extends RingMessage {

        CollectiveId collective();

        @Override
        default RunId run() {
            return collective().run();
        }

        @Override
        default Generation generation() {
            return collective().generation();
        }
    }

    /// A piece of one segment on its way round the ring.
    ///
    /// Inside a JVM the payload is the sender's own memory, which stays as it is until the chunk is acknowledged;
    /// from the wire it is the receiver's.
    ///
    /// @param hop     how many times data of this collective had been passed on when this was sent, from 0
    /// @param index   which chunk of the segment, from 0
    /// @param payload float32 or int32, little-endian
    record Chunk(CollectiveId collective, Rank from, int hop, int index, MemorySegment payload) implements OfCollective {

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

    /// A chunk that stays where it is, in memory of its sender that the receiver has opened, until it is acknowledged.
    ///
    /// @param offset of the payload in that memory, in bytes
    record PlacedChunk(CollectiveId collective, Rank from, int hop, int index, long offset, int bytes) implements OfCollective {

        public PlacedChunk {
            if (hop < 0 || index < 0 || offset < 0 || bytes < 0 || bytes > Chunk.LIMIT_BYTES) {
                throw new IllegalArgumentException(
                    "chunk %d of hop %d has %d bytes at %d; hops, chunks and places count from 0 and carry at most %d bytes"
                        .formatted(index, hop, bytes, offset, Chunk.LIMIT_BYTES));
            }
        }
    }

    /// The sender's chunks lie in this memory: who can open it need not be sent them.
    ///
    /// @param path where the sender's host has it
    record OfferMemory(RunId run, Generation generation, Rank from, String path, long bytes) implements RingMessage {

        public OfferMemory {
            if (bytes < 1) {
                throw new IllegalArgumentException("%d bytes of memory at %s; there must be some".formatted(bytes, path));
            }
        }
    }

    /// The answer to [OfferMemory] of who has opened it: from here on [PlacedChunk] will do.
    record MemoryOpened(RunId run, Generation generation, Rank from) implements RingMessage {}

    /// The receiver has used `chunks` more chunks of this collective: their memory is the sender's again, and it may
    /// send as many more.
    record ChunkAck(CollectiveId collective, Rank from, int chunks) implements OfCollective {

        public ChunkAck {
            if (chunks < 1) {
                throw new IllegalArgumentException("acknowledgement of " + chunks + " chunks; it needs at least 1");
            }
        }
    }
}
