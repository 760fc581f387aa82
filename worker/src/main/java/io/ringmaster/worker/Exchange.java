package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.worker.collective.Reduction;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;
import io.ringmaster.worker.parallel.Buckets;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// All-reduces whole buffers over the ring of one generation, bucket by bucket, and waits for them.
///
/// All members make the same calls in the same order, which numbers a step's rounds.
/// Thread: the compute thread; [#abandon] any.
final class Exchange {

    private final GenerationPlace at;
    private final ActorRef<Ring.Command> ring;
    private final RingDispatcher dispatcher;
    private final int bucketBytes;
    private final InstantSource clock;
    private Step step = Step.INITIAL;
    private int round;
    private Duration spent = Duration.ZERO;
    private volatile List<CompletableFuture<Void>> underWay = List.of();
    private volatile boolean abandoned;

    /// @param dispatcher the ring's
    Exchange(GenerationPlace at, ActorRef<Ring.Command> ring, RingDispatcher dispatcher, int bucketBytes, InstantSource clock) {
        this.at = at;
        this.ring = ring;
        this.dispatcher = dispatcher;
        this.bucketBytes = bucketBytes;
        this.clock = clock;
    }

    Rank rank() {
        return at.rank();
    }

    /// What follows is of this step.
    void begin(Step next) {
        step = next;
        round = 0;
        spent = Duration.ZERO;
    }

    /// What follows comes after `taken`: numbered on from its rounds, where it was taken in this generation.
    void goOnAfter(Step taken) {
        if (!step.equals(taken)) {
            begin(taken);
        }
    }

    /// How long this step's calls have taken so far.
    Duration spent() {
        return spent;
    }

    /// Sets each member's buffer to the reduction of all members'. Where it throws, the buffer is not to be touched until
    /// all members have left this generation. The ring keeps the deadline.
    void allReduce(MemorySegment buffer, Reduction reduction) {
        Instant begun = clock.instant();
        Buckets buckets = Buckets.cut(buffer.byteSize() / Reduction.ELEMENT_BYTES, bucketBytes);
        List<CompletableFuture<Void>> all = buckets.ranges().stream().map(_ -> new CompletableFuture<Void>()).toList();
        underWay = all;
        for (Buckets.Range range : buckets.ranges()) {
            CollectiveId id = new CollectiveId(at.run(), at.generation(), step, round, range.index());
            MemorySegment bucket = buffer.asSlice(range.fromByte(), range.bytes());
            ring.tell(new Ring.Begin(id, bucket, reduction, all.get(range.index())));
        }
        round++;
        if (abandoned) {
            all.forEach(bucket -> bucket.cancel(false));
        }
        await(all);
        spent = spent.plus(Timings.between(begun, clock.instant()));
    }

    /// Waits for every bucket, also once one has failed: only then is the buffer this side's again.
    private void await(List<CompletableFuture<Void>> all) {
        all.forEach(dispatcher::await);
        all.forEach(CompletableFuture::join);
    }

    /// Ends the call under way and all that follow, where the ring is no more and can't end anything.
    void abandon() {
        abandoned = true;
        underWay.forEach(bucket -> bucket.cancel(false));
    }
}
