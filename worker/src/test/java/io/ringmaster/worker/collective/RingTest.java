package io.ringmaster.worker.collective;

import static io.ringmaster.worker.collective.RingSystems.GENERATION;
import static io.ringmaster.worker.collective.RingSystems.RUN;
import static io.ringmaster.worker.collective.RingSystems.STILL;
import static io.ringmaster.worker.collective.RingSystems.id;
import static io.ringmaster.worker.collective.RingSystems.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.ChunkAck;
import io.ringmaster.proto.RingMessage.MemoryOpened;
import io.ringmaster.proto.RingMessage.OfferMemory;
import io.ringmaster.proto.RingMessage.PlacedChunk;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a ring does when its neighbours are late, silent, gone or wrong.
class RingTest {

    private static final Ring.Settings PATIENT = new Ring.Settings(2, 2, Duration.ofMinutes(10));
    private static final Ring.Settings HASTY = new Ring.Settings(2, 2, Duration.ofMillis(100));

    private static ActorSystem<Void> system;

    @BeforeAll
    static void start() {
        system = RingSystems.local();
    }

    @AfterAll
    static void stop() throws Exception {
        RingSystems.stop(List.of(system));
    }

    /// Rank 0 of 2, whose neighbour is a probe.
    private static ActorRef<RingMessage> beside(TestProbe<RingMessage> neighbour) {
        ActorRef<RingMessage> ring =
            system.systemActorOf(Ring.create(PATIENT, STILL), "ring-" + UUID.randomUUID(), Props.empty());
        enter(ring, neighbour, GENERATION);
        return ring;
    }

    private static void enter(ActorRef<RingMessage> ring, TestProbe<RingMessage> neighbour, Generation generation) {
        Ring.control(ring).tell(
            new Ring.Enter(new RingPlace(RUN, generation, new Rank(0), List.of(ring, neighbour.getRef()), SharedMemory.NONE)));
    }

    private static Chunk chunk(CollectiveId id, int from, int hop, float... values) {
        return new Chunk(id, new Rank(from), hop, 0, MemorySegment.ofArray(values));
    }

    private static <T extends Throwable> T failure(Class<T> type, CompletableFuture<Passage> done) {
        Throwable thrown = catchThrowableOfType(ExecutionException.class, done::get).getCause();
        assertThat(thrown).isInstanceOf(type);
        return type.cast(thrown);
    }

    /// Returns when the ring has dealt with all that was sent to it before: it refuses this sum at its turn.
    private static void awaitIdle(ActorRef<RingMessage> ring) {
        CompletableFuture<Passage> refused = new CompletableFuture<>();
        CollectiveId stale = new CollectiveId(RUN, Generation.NONE, new Step(7), 0, 0);
        Ring.control(ring).tell(new Ring.Begin(stale, MemorySegment.ofArray(new float[0]), RingSystems.SUM, refused));
        assertCancelled(refused, "by now");
    }

    private static void assertCancelled(CompletableFuture<Passage> done, String why) {
        Throwable thrown = done.handle((_, error) -> error).join();
        assertThat(thrown).isInstanceOf(CancellationException.class).hasMessageContaining(why);
    }

    @Test
    void whoNeverBeginsIsNamedByBothNeighbours() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        List<ActorRef<RingMessage>> rings = RingSystems.form(Collections.nCopies(3, system), HASTY, now::get);
        CompletableFuture<Passage> before = sum(rings.get(0), 4, MemorySegment.ofArray(new float[9]));
        CompletableFuture<Passage> after = sum(rings.get(2), 4, MemorySegment.ofArray(new float[9]));
        for (int rank : new int[] {0, 2, 0, 2}) {   // begun; begun and sent; used and acknowledged; heard
            awaitIdle(rings.get(rank));
        }
        now.set(Instant.EPOCH.plus(HASTY.timeout()));

        RingStalledException stalledBefore = failure(RingStalledException.class, before);
        RingStalledException stalledAfter = failure(RingStalledException.class, after);

        assertThat(stalledBefore.waitsFor()).isEqualTo(new Rank(1));
        assertThat(stalledBefore.what()).isEqualTo("acknowledgement of round 0, bucket 4, chunk 1 of 2 of hop 1 of 4");
        assertThat(stalledAfter.waitsFor()).isEqualTo(new Rank(1));
        assertThat(stalledAfter.what()).isEqualTo("round 0, bucket 4, chunk 1 of 2 of hop 1 of 4");
        assertThat(stalledAfter.silent()).isEqualTo(HASTY.timeout());
        assertThat(stalledAfter).hasMessageStartingWith("run run, generation 3, step 7: waits for rank 1, round 0, bucket 4, chunk 1");
    }

    @Test
    void whoHasNoCreditLeftWaitsForTheSuccessor() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring =
            system.systemActorOf(Ring.create(HASTY, now::get), "ring-" + UUID.randomUUID(), Props.empty());
        enter(ring, neighbour, GENERATION);
        CompletableFuture<Passage> starved = sum(ring, 0, MemorySegment.ofArray(new float[2]));
        CompletableFuture<Passage> other = sum(ring, 1, MemorySegment.ofArray(new float[16]));
        ring.tell(new ChunkAck(id(1), new Rank(1), 1));   // a window of its chunks leaves
        ring.tell(new ChunkAck(id(0), new Rank(1), 1));
        ring.tell(chunk(id(0), 1, 0, 10));                // to be sent on
        awaitIdle(ring);
        now.set(Instant.EPOCH.plus(HASTY.timeout()));

        assertThat(failure(RingStalledException.class, starved).what())
            .isEqualTo("acknowledgement of earlier chunks, as round 0, bucket 0 has no credit left");
        assertThat(failure(RingStalledException.class, other).what()).startsWith("acknowledgement of round 0, bucket 1, chunk 2 of 4");
    }

    @Test
    void onlyTheNeighboursOwnSilenceCounts() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring =
            system.systemActorOf(Ring.create(HASTY, now::get), "ring-" + UUID.randomUUID(), Props.empty());
        enter(ring, neighbour, GENERATION);
        CompletableFuture<Passage> waits = sum(ring, 0, MemorySegment.ofArray(new float[2]));
        CompletableFuture<Passage> goesOn = sum(ring, 1, MemorySegment.ofArray(new float[16]));
        now.set(Instant.EPOCH.plus(HASTY.timeout().dividedBy(2)));
        ring.tell(new ChunkAck(id(1), new Rank(1), 1));
        awaitIdle(ring);
        now.set(Instant.EPOCH.plus(HASTY.timeout().multipliedBy(3).dividedBy(2)));

        assertThat(failure(RingStalledException.class, waits).silent()).isEqualTo(HASTY.timeout());
        assertThat(failure(RingStalledException.class, goesOn).silent()).isEqualTo(HASTY.timeout());
    }

    @Test
    void leavingAndEnteringCancel() {
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring = beside(neighbour);
        CompletableFuture<Passage> first = sum(ring, 0, MemorySegment.ofArray(new float[4]));
        enter(ring, neighbour, GENERATION.next());
        assertCancelled(first, "generation 4 begins");

        assertCancelled(sum(ring, 1, MemorySegment.ofArray(new float[4])), "the ring is in generation 4 by now");

        enter(ring, neighbour, GENERATION);
        CompletableFuture<Passage> second = sum(ring, 0, MemorySegment.ofArray(new float[4]));
        Ring.control(ring).tell(new Ring.Leave());
        assertCancelled(second, "leaves the ring");
        assertCancelled(sum(ring, 1, MemorySegment.ofArray(new float[4])), "in no generation");
    }

    @Test
    void onlyThePredecessorsChunksOfThisRunAndGenerationCount() throws Exception {
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring = beside(neighbour);
        float[] buffer = {1, 2};
        CompletableFuture<Passage> done = sum(ring, 0, MemorySegment.ofArray(buffer));
        assertThat(neighbour.expectMessageClass(Chunk.class).hop()).isEqualTo(0);

        ring.tell(chunk(new CollectiveId(new RunId("other"), GENERATION, new Step(7), 0, 0), 1, 0, 90));
        ring.tell(chunk(new CollectiveId(RUN, new Generation(2), new Step(7), 0, 0), 1, 0, 90));
        ring.tell(chunk(new CollectiveId(RUN, GENERATION.next(), new Step(7), 0, 0), 1, 0, 90));
        ring.tell(chunk(id(0), 0, 0, 90));
        ring.tell(new ChunkAck(id(0), new Rank(0), 1));
        ring.tell(chunk(id(0), 1, 0, 10));
        ring.tell(new ChunkAck(id(0), new Rank(1), 1));

        assertThat(neighbour.receiveMessage()).isEqualTo(new ChunkAck(id(0), new Rank(0), 1));
        assertThat(neighbour.expectMessageClass(Chunk.class).hop()).isEqualTo(1);
        ring.tell(chunk(id(0), 1, 1, 20));
        ring.tell(new ChunkAck(id(0), new Rank(1), 1));
        done.get();
        assertThat(buffer).containsExactly(20, 12);
    }

    @Test
    void aChunkSentAheadIsUsedAndOnlyThenAcknowledged() throws Exception {
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring = beside(neighbour);
        float[] buffer = {1, 2};
        ring.tell(chunk(id(5), 1, 0, 10));

        CompletableFuture<Passage> done = sum(ring, 5, MemorySegment.ofArray(buffer));

        assertThat(neighbour.expectMessageClass(Chunk.class).hop()).isEqualTo(0);
        assertThat(neighbour.receiveMessage()).isEqualTo(new ChunkAck(id(5), new Rank(0), 1));
        assertThat(neighbour.expectMessageClass(Chunk.class).hop()).isEqualTo(1);
        ring.tell(chunk(id(5), 1, 1, 20));
        ring.tell(new ChunkAck(id(5), new Rank(1), 2));
        done.get();
        assertThat(buffer).containsExactly(20, 12);
    }

    @Test
    void aWrongChunkFailsItsOwnCollectiveOnly() throws Exception {
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring = beside(neighbour);
        CompletableFuture<Passage> wrong = sum(ring, 0, MemorySegment.ofArray(new float[2]));
        CompletableFuture<Passage> right = sum(ring, 1, MemorySegment.ofArray(new float[2]));
        CompletableFuture<Passage> twice = sum(ring, 1, MemorySegment.ofArray(new float[2]));
        ring.tell(chunk(id(0), 1, 0, 1, 2));
        ring.tell(chunk(id(1), 1, 0, 1));
        ring.tell(chunk(id(1), 1, 1, 1));
        ring.tell(new ChunkAck(id(1), new Rank(1), 2));

        assertThat(failure(RingException.class, wrong)).hasMessageContaining("it should have 4 bytes");
        assertThat(failure(RingException.class, twice)).hasMessageContaining("begun before");
        right.get();

        neighbour.receiveSeveralMessages(5);   // two chunks of bucket 1 and their acknowledgements, one chunk of bucket 0
        ring.tell(chunk(id(0), 1, 1, 1));
        assertThat(neighbour.receiveMessage()).as("a dropped chunk's credit").isEqualTo(new ChunkAck(id(0), new Rank(0), 1));
    }

    @Test
    void aPlaceWhereNoMemoryIsOpenFailsItsOwnCollectiveOnly() throws Exception {
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring = beside(neighbour);
        CompletableFuture<Passage> wrong = sum(ring, 0, MemorySegment.ofArray(new float[2]));
        CompletableFuture<Passage> right = sum(ring, 1, MemorySegment.ofArray(new float[2]));
        ring.tell(new OfferMemory(RUN, GENERATION, new Rank(1), "/proc/1/fd/0#ringmaster-none", 4096));
        ring.tell(new PlacedChunk(id(0), new Rank(1), 0, 0, 4092, 4));
        ring.tell(new PlacedChunk(id(7), new Rank(1), 0, 0, 4092, 4));   // of nothing that was begun
        ring.tell(chunk(id(1), 1, 0, 1));
        ring.tell(chunk(id(1), 1, 1, 1));
        ring.tell(new ChunkAck(id(1), new Rank(1), 2));

        assertThat(failure(RingException.class, wrong)).hasMessageContaining("rank 1 has a chunk of 4 bytes at 4092 of its memory, "
            + "of which 0 bytes are open here");
        right.get();
        assertThat(neighbour.receiveSeveralMessages(5)).as("no memory is opened").noneMatch(MemoryOpened.class::isInstance);
    }

    @Test
    void aBufferThatCannotBeSummedFailsItsCollectiveAndNotTheRing() {
        TestProbe<RingMessage> neighbour = TestProbe.create(system);
        ActorRef<RingMessage> ring = beside(neighbour);
        MemorySegment readOnly = MemorySegment.ofArray(new float[2]).asReadOnly();
        CompletableFuture<Passage> done = sum(ring, 0, readOnly);
        ring.tell(chunk(id(0), 1, 0, 1));
        assertThat(failure(RingException.class, done)).hasMessageContaining("can't be reduced");

        CompletableFuture<Passage> next = sum(ring, 1, MemorySegment.ofArray(new float[2]));
        Ring.control(ring).tell(new Ring.Leave());
        assertCancelled(next, "leaves the ring");
    }
}
