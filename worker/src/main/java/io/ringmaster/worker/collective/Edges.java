package io.ringmaster.worker.collective;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.MemoryOpened;
import io.ringmaster.proto.RingMessage.OfferMemory;
import io.ringmaster.proto.RingMessage.PlacedChunk;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.slf4j.Logger;

/// What carries a member's chunks to its successor, and those of its predecessor to it.
///
/// - *By reference*: in one JVM a chunk is the sender's own memory.
/// - *Shared memory*: between JVMs of one host a chunk says where it lies in its sender's memory. The sender offers that
///   memory with its first chunk; who can open it says so, and from then on gets places.
/// - *Inline*: anywhere else, and until then, the bytes are in the message.
///
/// Thread: confined to its ring's.
final class Edges {

    private enum Carrier { BY_REFERENCE, INLINE, SHARED_MEMORY }

    private final RingPlace place;
    private final Logger log;
    private Carrier toSuccessor;
    private boolean offered;
    private Optional<MemorySegment> predecessorMemory = Optional.empty();

    Edges(RingPlace place, Logger log) {
        this.place = place;
        this.log = log;
        toSuccessor = isElsewhere(place.successor()) ? Carrier.INLINE : Carrier.BY_REFERENCE;
        offered = toSuccessor == Carrier.BY_REFERENCE || place.memory().path().isEmpty();
    }

    private static boolean isElsewhere(ActorRef<?> ref) {
        return ref.path().address().hasGlobalScope();
    }

    /// All members are in their generation by the time that one sends.
    void send(Chunk chunk) {
        if (!offered) {
            offered = true;
            place.successor().tell(new OfferMemory(
                place.run(), place.generation(), place.rank(), place.memory().path(), place.memory().memory().byteSize()));
        }
        long offset = toSuccessor == Carrier.SHARED_MEMORY ? place.memory().offsetOf(chunk.payload()) : -1;
        place.successor().tell(offset < 0 ? chunk : new PlacedChunk(chunk.collective(), chunk.from(), chunk.hop(), chunk.index(),
            offset, (int) chunk.payload().byteSize()));
    }

    void opened(MemoryOpened opened) {
        toSuccessor = Carrier.SHARED_MEMORY;
        log.debug("run {}, generation {}: rank {} reads this worker's chunks out of shared memory",
            place.run(), place.generation(), opened.from());
    }

    /// Where it can't be opened, chunks go on coming inline.
    void offered(OfferMemory offer) {
        predecessorMemory = SharedMemory.open(offer.path(), offer.bytes());
        if (predecessorMemory.isEmpty()) {
            log.info("run {}, generation {}: rank {}'s memory {} can't be opened here, on another host or in another container; "
                + "its chunks come inline", offer.run(), offer.generation(), offer.from(), offer.path());
        } else {
            place.predecessor().tell(new MemoryOpened(place.run(), place.generation(), place.rank()));
        }
    }

    /// The chunk at a place in the predecessor's memory. Throws [RingException] where that has none.
    Chunk at(PlacedChunk placed) {
        MemorySegment memory = predecessorMemory.orElse(MemorySegment.NULL);
        if (placed.offset() + placed.bytes() > memory.byteSize() || placed.offset() + placed.bytes() < 0) {
            throw new RingException("%s: rank %s has a chunk of %d bytes at %d of its memory, of which %d bytes are open here".formatted(
                placed.collective(), placed.from(), placed.bytes(), placed.offset(), memory.byteSize()));
        }
        return new Chunk(placed.collective(), placed.from(), placed.hop(), placed.index(),
            memory.asSlice(placed.offset(), placed.bytes()));
    }
}
