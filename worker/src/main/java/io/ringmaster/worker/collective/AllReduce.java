package io.ringmaster.worker.collective;

import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage.Chunk;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/// One member's part in one all-reduce: a reduce-scatter and an all-gather, pipelined chunk by chunk.
///
/// At hop h, rank r sends segment (r - h) mod n to its successor and receives segment (r - h - 1) mod n from its
/// predecessor. For the first n - 1 hops what comes in is combined with the own segment, which is then sent on; after them
/// each rank holds one finished segment, and for the next n - 1 hops finished segments replace what they meet. So each
/// member sends 2 (n - 1) / n of the buffer, the least that any algorithm can.
///
/// A sent chunk is a view of the buffer. Its region is written again only by the finished segment, which has passed
/// through the receiver after the receiver used the chunk; and the whole is [#isDone] only once all that was sent is
/// acknowledged. So the buffer may be reused at once.
///
/// Thread: confined to its ring's.
/// Source: Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms for clusters of workstations".
final class AllReduce {

    private record Place(int hop, int chunk) {}

    private final CollectiveId id;
    private final Rank rank;
    private final MemorySegment buffer;
    private final Segmentation cut;
    private final Reduction reduction;
    private final int hops;
    private final Deque<Place> ready = new ArrayDeque<>();
    private final Deque<Place> unacknowledged = new ArrayDeque<>();
    private final BitSet[] received;
    private final BitSet[] sent;
    private long toReceive;
    private long toSend;

    private AllReduce(CollectiveId id, Rank rank, MemorySegment buffer, Segmentation cut, Reduction reduction) {
        this.id = id;
        this.rank = rank;
        this.buffer = buffer;
        this.cut = cut;
        this.reduction = reduction;
        hops = 2 * (cut.members() - 1);
        received = new BitSet[hops];
        sent = new BitSet[hops];
    }

    static AllReduce begin(CollectiveId id, Rank rank, MemorySegment buffer, Segmentation cut, Reduction reduction) {
        AllReduce self = new AllReduce(id, rank, buffer, cut, reduction);
        for (int hop = 0; hop < self.hops; hop++) {
            self.received[hop] = new BitSet();
            self.sent[hop] = new BitSet();
            self.toReceive += cut.chunks(self.incoming(hop));
            self.toSend += cut.chunks(self.outgoing(hop));
        }
        if (self.hops > 0) {
            for (int chunk = 0; chunk < cut.chunks(self.outgoing(0)); chunk++) {
                self.ready.add(new Place(0, chunk));
            }
        }
        return self;
    }

    /// Whether there is a chunk to send just now.
    boolean hasNext() {
        return !ready.isEmpty();
    }

    /// The next chunk to send; there must be one. It is on its way from here on.
    Chunk next() {
        Place place = ready.remove();
        unacknowledged.add(place);
        sent[place.hop()].set(place.chunk());
        toSend--;
        return new Chunk(id, rank, place.hop(), place.chunk(), region(outgoing(place.hop()), place.chunk()));
    }

    /// Uses a chunk from the predecessor.
    ///
    /// Throws [RingException] where it is not one that this collective waits for.
    void accept(Chunk chunk) {
        int hop = chunk.hop();
        if (hop >= hops) {
            throw unexpected(chunk, "hops go to " + (hops - 1));
        }
        int segment = incoming(hop);
        if (chunk.index() >= cut.chunks(segment)) {
            throw unexpected(chunk, "this segment has " + cut.chunks(segment) + " chunks");
        }
        if (received[hop].get(chunk.index())) {
            throw unexpected(chunk, "it came before");
        }
        int before = hop + 1 - cut.members();   // when the own part of what is now finished was passed on
        if (before >= 0 && !sent[before].get(chunk.index())) {
            throw unexpected(chunk, "it can't be finished, as this rank's own part has not been sent");
        }
        MemorySegment own = region(segment, chunk.index());
        if (own.byteSize() != chunk.payload().byteSize()) {
            throw unexpected(chunk, "it should have " + own.byteSize() + " bytes");
        }
        if (hop < hops / 2) {
            reduction.combine(own, chunk.payload());
        } else {
            own.copyFrom(chunk.payload());
        }
        received[hop].set(chunk.index());
        toReceive--;
        if (hop + 1 < hops) {
            ready.add(new Place(hop + 1, chunk.index()));
        }
    }

    /// The successor has used that many chunks.
    void acknowledged(int chunks) {
        if (chunks > unacknowledged.size()) {
            throw new RingException("%s: the successor acknowledges %d chunks, but only %d are on their way"
                .formatted(id, chunks, unacknowledged.size()));
        }
        for (int i = 0; i < chunks; i++) {
            unacknowledged.remove();
        }
    }

    boolean isDone() {
        return toReceive == 0 && toSend == 0 && unacknowledged.isEmpty();
    }

    /// What is missing from the neighbour that [#waitsForPredecessor] tells, for people.
    String missing() {
        if (!unacknowledged.isEmpty()) {
            Place oldest = unacknowledged.element();
            return "acknowledgement of " + describe(oldest, cut.chunks(outgoing(oldest.hop())));
        }
        for (int hop = 0; hop < hops; hop++) {
            int chunks = cut.chunks(incoming(hop));
            int chunk = received[hop].nextClearBit(0);
            if (chunk < chunks) {
                return describe(new Place(hop, chunk), chunks);
            }
        }
        return "round %d, bucket %d, nothing".formatted(id.round(), id.bucket());
    }

    private String describe(Place place, int chunks) {
        return "round %d, bucket %d, chunk %d of %d of hop %d of %d"
            .formatted(id.round(), id.bucket(), place.chunk() + 1, chunks, place.hop() + 1, hops);
    }

    /// Whether it is the predecessor whose silence holds this up; else it is the successor's.
    boolean waitsForPredecessor() {
        return toReceive > 0 && unacknowledged.isEmpty();
    }

    private int outgoing(int hop) {
        return Math.floorMod(rank.index() - hop, cut.members());
    }

    private int incoming(int hop) {
        return Math.floorMod(rank.index() - hop - 1, cut.members());
    }

    private MemorySegment region(int segment, int chunk) {
        return buffer.asSlice(
            cut.chunkStart(segment, chunk) * Reduction.ELEMENT_BYTES,
            (long) cut.chunkElements(segment, chunk) * Reduction.ELEMENT_BYTES);
    }

    private RingException unexpected(Chunk chunk, String rule) {
        return new RingException("%s: rank %s sent chunk %d of hop %d with %d bytes, but %s".formatted(
            id, chunk.from(), chunk.index(), chunk.hop(), chunk.payload().byteSize(), rule));
    }
}
