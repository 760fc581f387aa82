package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.RunEvent;
import java.time.Duration;
import java.time.Instant;

/// How fast the current epoch goes, by the events' own times.
///
/// @param begun   the end of what came before the epoch
/// @param last    the last commit
/// @param samples committed in between
record Pace(Instant begun, Instant last, long samples) {

    static final Pace NONE = new Pace(Instant.EPOCH, Instant.EPOCH, 0);

    Pace after(RunEvent event) {
        return switch (event) {
            case RunEvent.StepCommitted(var at, var metrics) -> new Pace(begun, at, samples + metrics.samples());
            case RunEvent.GenerationFormed formed -> new Pace(formed.at(), formed.at(), 0);
            case RunEvent.EpochEvaluated evaluated -> new Pace(evaluated.at(), evaluated.at(), 0);
            case RunEvent.Waiting _, RunEvent.WorkerReady _, RunEvent.WorkerLeft _, RunEvent.WorkerLost _,
                RunEvent.Ended _ -> this;
        };
    }

    /// 0 where nothing has been committed or no time has passed.
    double samplesPerSecond() {
        double seconds = Duration.between(begun, last).toNanos() / 1e9;
        return seconds > 0 ? samples / seconds : 0;
    }
}
