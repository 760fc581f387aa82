package io.ringmaster.proto.codec;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage.ChunkAck;
import io.ringmaster.proto.Traffic;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/// What an actor system has put on the wire and taken from it since it started, chunks and acknowledgements apart.
///
/// Bytes are those that [ChunkSerializer] wrote or read: payloads and headers, without the transport's envelopes. What
/// is passed by reference inside the JVM is no traffic, and a chunk that stays in shared memory is the few bytes that say where. Senders are told apart by rank, so a rank that passes from one
/// worker of this system to another goes on counting. Only ranks of this system's own workers are kept.
/// Thread: any; chunks and bytes of one figure may be of slightly different moments.
public final class WireMeter implements Extension {

    private final ConcurrentMap<Rank, Tally> chunks = new ConcurrentHashMap<>();
    private final ConcurrentMap<Rank, Tally> acks = new ConcurrentHashMap<>();
    private final Tally received = new Tally();

    private WireMeter() {}

    public static WireMeter get(ActorSystem<?> system) {
        return system.registerExtension(Id.INSTANCE);
    }

    /// The chunks that this rank sent.
    public Traffic sent(Rank from) {
        return figure(chunks, from);
    }

    /// The acknowledgements that this rank sent, counted as chunks are.
    public Traffic acknowledged(Rank from) {
        return figure(acks, from);
    }

    /// The chunks that came from other systems, whoever sent them.
    public Traffic received() {
        return received.traffic();
    }

    void countChunkSent(Rank from, int bytes) {
        chunks.computeIfAbsent(from, _ -> new Tally()).count(bytes);
    }

    void countSent(ChunkAck ack, int bytes) {
        acks.computeIfAbsent(ack.from(), _ -> new Tally()).count(bytes);
    }

    void countReceived(int bytes) {
        received.count(bytes);
    }

    private static Traffic figure(ConcurrentMap<Rank, Tally> tallies, Rank from) {
        Tally tally = tallies.get(from);
        return tally == null ? Traffic.NONE : tally.traffic();
    }

    private static final class Tally {

        private final LongAdder messages = new LongAdder();
        private final LongAdder bytes = new LongAdder();

        void count(int messageBytes) {
            messages.increment();
            bytes.add(messageBytes);
        }

        Traffic traffic() {
            return new Traffic(messages.sum(), bytes.sum());
        }
    }

    private static final class Id extends ExtensionId<WireMeter> {

        static final Id INSTANCE = new Id();

        @Override
        public WireMeter createExtension(ActorSystem<?> system) {
            return new WireMeter();
        }
    }
}
