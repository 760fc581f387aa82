package io.ringmaster.proto;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;

/// What workers tell the coordinator.
public sealed interface CoordinatorMessage {

    RunId run();

    /// What is said of one generation; in any other it is stale.
    sealed interface OfGeneration extends CoordinatorMessage {

        Generation generation();
    }

    /// The answer to [WorkerMessage.Prepare]: ready to be given a rank.
    ///
    /// @param ring where the worker's neighbours send chunks
    record Prepared(
        RunId run, Member member, ActorRef<WorkerMessage> worker, ActorRef<RingMessage> ring, Preparation preparation)
        implements CoordinatorMessage {}

    /// The answer to [WorkerMessage.Form]: in place, at this step.
    record Formed(RunId run, Generation generation, Incarnation incarnation, Step committed) implements OfGeneration {}

    /// A step is taken on this worker.
    ///
    /// @param losses     of its shards
    /// @param calibrated whether the workers first had to agree how large the gradients are
    record StepDone(
        RunId run, Generation generation, Rank rank, Step step, List<ShardLoss> losses, boolean calibrated, Timings timings,
        Traffic traffic) implements OfGeneration {

        public StepDone {
            losses = List.copyOf(losses);
        }
    }

    /// An evaluation is done on this worker.
    ///
    /// @param losses  of its shards
    /// @param metrics of its shards
    /// @param digest  of all parameters, the same on every worker unless memory or code is broken
    record Evaluated(
        RunId run, Generation generation, Rank rank, int epoch, List<ShardLoss> losses, List<MetricReport> metrics, String digest)
        implements OfGeneration {

        public Evaluated {
            losses = List.copyOf(losses);
            metrics = List.copyOf(metrics);
            if (epoch < 1) {
                throw new IllegalArgumentException("evaluation after epoch %d; epochs count from 1".formatted(epoch));
            }
        }
    }

    /// A ring neighbour has been silent for too long.
    ///
    /// @param waitsFor the neighbour's rank
    /// @param what     which bucket and chunk is missing, as a sentence
    record Stalled(
        RunId run, Generation generation, Rank rank, Step step, Rank waitsFor, String what, Duration silent)
        implements OfGeneration {}

    /// The worker cannot go on: bad data or configuration on its host, or a fault of its own.
    record WorkerFailed(RunId run, Member member, Step step, String reason) implements CoordinatorMessage {}

    /// The worker wants to go (its process was told to stop) and waits to be released at a step boundary.
    record Leave(RunId run, Incarnation incarnation, String reason) implements CoordinatorMessage {}

    /// The run is to end at the next step boundary ([Outcome#STOPPED]: somebody asked) or at once ([Outcome#FAILED]: a
    /// process it needs is gone).
    record Stop(RunId run, Outcome outcome, String reason) implements CoordinatorMessage {

        public Stop {
            if (outcome != Outcome.STOPPED && outcome != Outcome.FAILED) {
                throw new IllegalArgumentException("stop as " + outcome + "; a run is told to stop as STOPPED or FAILED");
            }
        }
    }
}
