package io.ringmaster.proto;

import java.time.Duration;

/// Where one worker's time went during one step.
///
/// @param load     waiting for samples
/// @param compute  forward and backward
/// @param exchange from the last gradient to the reduced ones
/// @param update   the optimizer
public record Timings(Duration load, Duration compute, Duration exchange, Duration update) {

    public Timings {
        if (load.isNegative() || compute.isNegative() || exchange.isNegative() || update.isNegative()) {
            throw new IllegalArgumentException("a step's timings are %s, %s, %s, %s; none may be negative"
                .formatted(load, compute, exchange, update));
        }
    }
}
