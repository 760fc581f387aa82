package io.ringmaster.coordinator.membership;

import java.time.Duration;
import java.time.Instant;

/// Whether enough workers are there to begin.
public sealed interface Quorum {

    String reason();

    /// Not yet.
    record Wait(String reason) implements Quorum {}

    /// Begin with those who are ready.
    record Form(String reason) implements Quorum {}

    /// It has taken too long.
    record GiveUp(String reason) implements Quorum {}

    /// @param required how many workers the run begins with
    /// @param timeout  how long it waits for them
    record Policy(int required, Duration timeout) {

        /// @param ready   workers that are prepared
        /// @param working workers that were found and still prepare
        public Quorum decide(int ready, int working, Instant began, Instant now) {
            if (ready >= required) {
                return new Form("%d of %d workers are ready".formatted(ready, required));
            }
            String found = "%d of %d workers are ready".formatted(ready, required);
            Duration waited = Duration.between(began, now);
            if (waited.compareTo(timeout) < 0) {
                return new Wait(found);
            }
            return new GiveUp("%s%s after %d s (cluster.gather-timeout); start more with: ringmaster worker --join, or ask for fewer"
                .formatted(found, working == 0 ? "" : ", " + working + " more prepare", timeout.toSeconds()));
        }
    }
}
