package io.ringmaster.proto;

import java.time.Duration;
import java.time.Instant;

/// Where one worker's time went during one step.
///
/// @param load     waiting for samples
/// @param compute  forward and backward, and sums over the worker's own shards
/// @param exchange in the ring
/// @param update   the optimizer
public record Timings(Duration load, Duration compute, Duration exchange, Duration update) {

    public Timings {
        if (load.isNegative() || compute.isNegative() || exchange.isNegative() || update.isNegative()) {
            throw new IllegalArgumentException("a step's timings are %s, %s, %s, %s; none may be negative"
                .formatted(load, compute, exchange, update));
        }
    }

    /// The time from one moment to another; none where the clock was set back between them.
    public static Duration between(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }
}
