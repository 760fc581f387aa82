package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.worker.collective.Passage;
import io.ringmaster.worker.collective.Reduction;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;
import io.ringmaster.worker.parallel.Buckets;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/// All-reduces buffers over the ring of one generation, bucket by bucket, and waits for them.
///
/// All members make the same calls in the same order, which numbers a step's rounds.
/// Thread: the compute thread; [#abandon] any.
public final class Exchange {

    private final GenerationPlace at;
    private final ActorRef<Ring.Command> ring;
    private final RingDispatcher dispatcher;
    private final int bucketBytes;
    private final InstantSource clock;
    private Step step = Step.INITIAL;
    private int number;
    private Timings.Exchange spent = Timings.Exchange.NONE;
    private final Queue<Round> underWay = new ConcurrentLinkedQueue<>();
    private volatile boolean abandoned;

    /// @param dispatcher the ring's
    public Exchange(GenerationPlace at, ActorRef<Ring.Command> ring, RingDispatcher dispatcher, int bucketBytes, InstantSource clock) {
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
    public void begin(Step next) {
        step = next;
        number = 0;
        spent = Timings.Exchange.NONE;
    }

    /// What follows comes after `taken`: numbered on from its rounds, where it was taken in this generation.
    void goOnAfter(Step taken) {
        if (!step.equals(taken)) {
            begin(taken);
        }
    }

    /// Where this step's time with its gradients on their way went so far.
    Timings.Exchange spent() {
        return spent;
    }

    /// Sets each member's buffer to the reduction of all members'. Where it throws, the buffer is not to be touched until
    /// all members have left this generation. The ring keeps the deadline.
    public void allReduce(MemorySegment buffer, Reduction reduction) {
        List<MemorySegment> buckets = Buckets.cut(buffer, bucketBytes);
        Round all = round();
        for (int bucket = 0; bucket < buckets.size(); bucket++) {
            all.begin(bucket, buckets.get(bucket), reduction);
        }
        all.await();
    }

    /// What is reduced next, bucket by bucket as each is there.
    public Round round() {
        Round next = new Round(number++);
        underWay.add(next);
        return next;
    }

    /// Buckets that are on their way while others are yet to come.
    public final class Round {

        private final int number;
        private final Queue<CompletableFuture<Passage>> begun = new ConcurrentLinkedQueue<>();

        private Round(int number) {
            this.number = number;
        }

        /// As [Exchange#allReduce], but without waiting: the bucket is the ring's until [#await] returns.
        ///
        /// @param bucket its number, the same for all members, which begin buckets in whatever order
        public void begin(int bucket, MemorySegment memory, Reduction reduction) {
            CompletableFuture<Passage> done = new CompletableFuture<>();
            begun.add(done);
            ring.tell(new Ring.Begin(new CollectiveId(at.run(), at.generation(), step, number, bucket), memory, reduction, done));
            if (abandoned) {
                cancel();
            }
        }

        /// Waits for every bucket, also once one has failed: only then is the memory this side's again.
        public void await() {
            Instant from = clock.instant();
            begun.forEach(dispatcher::await);
            underWay.remove(this);
            Instant to = clock.instant();
            List<Passage> passages = begun.stream().map(CompletableFuture::join).toList();
            spent = spent.plus(Passage.timings(passages, from, to));
        }

        private void cancel() {
            begun.forEach(bucket -> bucket.cancel(false));
        }
    }

    /// Returns once the ring has given back every buffer, also those of rounds that failed before they were awaited. It has
    /// been told to leave, or to enter the next generation, or is abandoned.
    void awaitEnd() {
        underWay.forEach(round -> round.begun.forEach(dispatcher::await));
        underWay.clear();
    }

    /// Ends the call under way and all that follow, where the ring is no more and can't end anything.
    void abandon() {
        abandoned = true;
        underWay.forEach(Round::cancel);
    }
}
