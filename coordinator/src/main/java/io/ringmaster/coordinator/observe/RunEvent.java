package io.ringmaster.coordinator.observe;

import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Step;
import java.time.Instant;
import java.util.List;

/// What happens in a run, as it happens, each with the sentence why.
public sealed interface RunEvent {

    Instant at();

    /// The coordinator waits for workers.
    record Waiting(Instant at, String reason) implements RunEvent {}

    /// A worker is ready to be given a rank.
    record WorkerReady(Instant at, Member member, String reason) implements RunEvent {}

    /// A worker asked to leave and was released.
    record WorkerLeft(Instant at, Member member, String reason) implements RunEvent {}

    /// A worker is gone that had not asked.
    record WorkerLost(Instant at, Member member, String reason) implements RunEvent {}

    /// Members agreed on ranks and shards; `members` are in rank order.
    record GenerationFormed(
        Instant at, Generation generation, Step committed, List<Member> members, List<Integer> shards, long totalSteps,
        int totalEpochs, String reason) implements RunEvent {

        public GenerationFormed {
            members = List.copyOf(members);
            shards = List.copyOf(shards);
        }
    }

    /// All workers have taken a step.
    record StepCommitted(Instant at, StepMetrics metrics) implements RunEvent {}

    /// All workers have evaluated after an epoch.
    ///
    /// @param trainLoss the mean over the epoch's steps
    record EpochEvaluated(
        Instant at, int epoch, Step step, double trainLoss, double evalLoss, List<MetricValue> metrics, long evalSamples,
        String parameterDigest) implements RunEvent {

        public EpochEvaluated {
            metrics = List.copyOf(metrics);
        }
    }

    /// The run is over, its files are written and its workers told.
    ///
    /// @param unheard the workers whose own end was not heard of in time
    record Ended(Instant at, Summary summary, List<String> unheard) implements RunEvent {

        public Ended {
            unheard = List.copyOf(unheard);
        }
    }
}
