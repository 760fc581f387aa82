package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.Work.EvaluationPlan;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.parallel.Buckets;
import io.ringmaster.worker.parallel.Loader;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Does one generation's work, piece by piece. After a piece that failed it does no more.
///
/// Thread: the compute thread; [#plan] and the cancelling ones any.
final class TrainingLoop implements AutoCloseable {

    private final Place place;
    private final Replica replica;
    private final TrainingData data;
    private final Loader loader;
    private final Buckets buckets;
    private final Duration loadDeadline;
    private volatile List<CompletableFuture<Void>> exchanges = List.of();
    private volatile boolean cancelled;
    private volatile boolean abandoned;

    /// Where in its generation this worker is, and what it works with there.
    record Place(GenerationPlace at, ActorRef<Ring.Command> ring, SentTraffic sent, InstantSource clock) {}

    /// @param loader of this generation's steps; this loop closes it
    TrainingLoop(JobConfig job, Place place, Replica replica, TrainingData data, Loader loader) {
        this.place = place;
        this.replica = replica;
        this.data = data;
        this.loader = loader;
        buckets = Buckets.cut(replica.parameterCount(), job.collective().bucketBytes());
        loadDeadline = job.cluster().stepTimeout();
    }

    /// Begins to load what a leased piece of work needs.
    void plan(Work work) {
        if (work instanceof StepPlan step) {
            loader.plan(step);
        }
    }

    /// Ends the piece under way, where it waits for samples, and all that follow. Where it waits for others the ring
    /// ends it, which alone knows when the gradients are this side's again.
    void cancel() {
        cancelled = true;
        loader.cancel();
    }

    /// As [#cancel], where the ring is no more and can't end anything.
    void cancelWithoutRing() {
        cancel();
        abandoned = true;
        exchanges.forEach(exchange -> exchange.cancel(false));
    }

    /// Does a piece of work and returns what the coordinator is to know. Throws [CancellationException] once cancelled.
    CoordinatorMessage run(Work work) {
        if (cancelled) {
            throw new CancellationException("generation %s is over for this worker".formatted(place.at().generation()));
        }
        try {
            return switch (work) {
                case StepPlan plan -> step(plan);
                case EvaluationPlan plan -> evaluate(plan);
            };
        } catch (InterruptedException e) {
            cancelled = true;
            throw new CompletionException(e);
        } catch (RuntimeException | Error e) {
            cancelled = true;
            throw e;
        }
    }

    private StepDone step(StepPlan plan) throws InterruptedException {
        requireAt(plan.step().number() - 1, "step " + plan.step());
        Instant begin = place.clock().instant();
        Instant loaded;
        double lossSum;
        try (Batch samples = loader.take(plan.step(), loadDeadline)) {
            loaded = place.clock().instant();
            lossSum = forwardAndBackward(plan, samples);
        }
        Instant computed = place.clock().instant();
        allReduce(plan.step());
        Instant exchanged = place.clock().instant();
        replica.update(plan.step());
        Instant updated = place.clock().instant();
        Timings timings = new Timings(
            between(begin, loaded), between(loaded, computed), between(computed, exchanged), between(exchanged, updated));
        long count = plan.slices().stream().mapToLong(ShardSlice::samples).sum();
        GenerationPlace at = place.at();
        return new StepDone(
            at.run(), at.generation(), at.rank(), plan.step(), lossSum, count, timings, place.sent().traffic());
    }

    private double forwardAndBackward(StepPlan plan, Batch samples) {
        replica.zeroGradients();
        double lossSum = 0;
        int first = 0;
        for (ShardSlice slice : plan.slices()) {
            Batch shard = samples.slice(first, first + slice.samples());
            lossSum += replica.accumulate(shard, plan.step(), slice.shard(), plan.globalSamples());
            first += slice.samples();
        }
        return lossSum;
    }

    /// All members call it for each step, with or without samples of their own. The ring keeps the deadline.
    private void allReduce(Step step) {
        MemorySegment gradients = replica.gradients();
        exchanges = buckets.ranges().stream().map(_ -> new CompletableFuture<Void>()).toList();
        for (Buckets.Range range : buckets.ranges()) {
            CollectiveId id = new CollectiveId(place.at().run(), place.at().generation(), step, range.index());
            MemorySegment bucket = gradients.asSlice(range.fromByte(), range.bytes());
            place.ring().tell(new Ring.Sum(id, bucket, exchanges.get(range.index())));
        }
        if (abandoned) {
            exchanges.forEach(exchange -> exchange.cancel(false));
        }
        awaitAll();
    }

    /// Waits for every bucket, also once one has failed: only then are the gradients this side's again.
    private void awaitAll() {
        List<CompletableFuture<Void>> all = exchanges;
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).exceptionally(_ -> null).join();
        all.forEach(CompletableFuture::join);
    }

    private Evaluated evaluate(EvaluationPlan plan) {
        requireAt(plan.step().number(), "the evaluation after step " + plan.step());
        Replica.Score score = replica.evaluate(data.eval(), plan.from(), plan.to());
        GenerationPlace at = place.at();
        return new Evaluated(at.run(), at.generation(), at.rank(), plan.epoch(), score.lossSum(), score.correct(),
            score.samples(), replica.digest());
    }

    private void requireAt(long step, String what) {
        if (replica.committed().number() != step) {
            throw new IllegalStateException("%s is due at step %d but this worker stands at step %s; work comes in order"
                .formatted(what, step, replica.committed()));
        }
    }

    /// The clock may be set back at any moment.
    private static Duration between(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }

    @Override
    public void close() {
        loader.close();
    }
}
