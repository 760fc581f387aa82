package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import io.ringmaster.job.JobData;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.Work.EvaluationPlan;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;
import io.ringmaster.worker.parallel.Loader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/// Does one generation's work, piece by piece. After a piece that failed it does no more.
///
/// Thread: the compute thread; [#plan] and the cancelling ones any.
final class TrainingLoop implements AutoCloseable {

    private final Place place;
    private final Replica replica;
    private final JobData data;
    private final Loader loader;
    private final Exchange exchange;
    private final Duration loadDeadline;
    private volatile boolean cancelled;

    /// Where in its generation this worker is, and what it works with there.
    record Place(
        GenerationPlace at, ActorRef<Ring.Command> ring, RingDispatcher dispatcher, SentTraffic sent, InstantSource clock) {}

    /// @param loader of this generation's steps; this loop closes it
    TrainingLoop(JobConfig job, Place place, Replica replica, JobData data, Loader loader) {
        this.place = place;
        this.replica = replica;
        this.data = data;
        this.loader = loader;
        exchange = new Exchange(place.at(), place.ring(), place.dispatcher(), job.collective().bucketBytes(), place.clock());
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
        exchange.abandon();
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
        Instant reduced;
        GradientSum.Summed summed;
        double scale;
        exchange.begin(plan.step());
        try (Batch samples = loader.take(plan.step(), loadDeadline)) {
            loaded = place.clock().instant();
            summed = replica.gradientSum().reduce(StepShards.of(replica, plan, samples), exchange);
            scale = replica.weigh(plan, summed.losses(), exchange);
            reduced = place.clock().instant();
        }
        replica.update(plan.step(), scale);
        Timings timings = new Timings(Timings.between(begin, loaded), Timings.between(loaded.plus(exchange.spent().idle()), reduced),
            exchange.spent(), Timings.between(reduced, place.clock().instant()));
        GenerationPlace at = place.at();
        return new StepDone(at.run(), at.generation(), at.rank(), plan.step(), summed.losses(), summed.calibrated(), timings,
            place.sent().traffic());
    }

    private Evaluated evaluate(EvaluationPlan plan) {
        requireAt(plan.step().number(), "the evaluation after step " + plan.step());
        Evaluation.Score score = replica.evaluate(data.eval(), plan.slices());
        exchange.goOnAfter(plan.step());
        replica.rate().evaluated(plan.epoch(), score, exchange);
        GenerationPlace at = place.at();
        return new Evaluated(
            at.run(), at.generation(), at.rank(), plan.epoch(), score.losses(), score.metrics(), replica.digest());
    }

    private void requireAt(long step, String what) {
        if (replica.committed().number() != step) {
            throw new IllegalStateException("%s is due at step %d but this worker stands at step %s; work comes in order"
                .formatted(what, step, replica.committed()));
        }
    }

    /// The ring has been told that this generation is over.
    @Override
    public void close() {
        loader.close();
        exchange.awaitEnd();
    }
}
