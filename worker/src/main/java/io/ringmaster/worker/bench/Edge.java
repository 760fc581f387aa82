package io.ringmaster.worker.bench;

import java.util.Locale;

/// What takes chunks from a member of the ring to its successor.
public record Edge(int from, int to, Carrier carrier) {

    /// How a chunk's bytes get there.
    public enum Carrier {
        /// Within a JVM: the message names the sender's memory.
        BY_REFERENCE,
        /// Between JVMs of one host: the message says where in memory that both have open.
        SHARED_MEMORY,
        /// Between JVMs: the bytes are in the Akka message.
        INLINE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String toString() {
        return from + " to " + to + " " + carrier;
    }
}
