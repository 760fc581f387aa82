package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.RunEvent;
import java.time.Duration;
import java.time.Instant;

/// How fast a run has gone of late, evaluations and pauses included: what the time left is judged by.
///
/// @param begun   where what counts begins
/// @param samples committed since
/// @param middle  where what counts is going to begin, once it is old enough
/// @param since   samples committed since `middle`
/// @param last    the last commit
record RecentPace(Instant begun, long samples, Instant middle, long since, Instant last) {

    static final RecentPace NONE = begin(Instant.EPOCH);

    /// What counts is between this old and twice as old.
    private static final Duration AGE = Duration.ofSeconds(5);

    private static RecentPace begin(Instant at) {
        return new RecentPace(at, 0, at, 0, at);
    }

    RecentPace after(RunEvent event) {
        return switch (event) {
            case RunEvent.GenerationFormed formed -> begin(formed.at());
            case RunEvent.StepCommitted(var at, var metrics) -> at.isBefore(middle.plus(AGE))
                ? new RecentPace(begun, samples + metrics.samples(), middle, since + metrics.samples(), at)
                : new RecentPace(middle, since + metrics.samples(), at, 0, at);
            case RunEvent.EpochEvaluated _, RunEvent.Waiting _, RunEvent.WorkerReady _, RunEvent.WorkerLeft _,
                RunEvent.WorkerLost _, RunEvent.Ended _ -> this;
        };
    }

    /// 0 where nothing has been committed or no time has passed.
    double samplesPerSecond() {
        double seconds = Duration.between(begun, last).toNanos() / 1e9;
        return seconds > 0 ? samples / seconds : 0;
    }
}
