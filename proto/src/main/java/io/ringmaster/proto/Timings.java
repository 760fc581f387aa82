package io.ringmaster.proto;

import java.time.Duration;
import java.time.Instant;

/// Where one worker's time went during one step.
///
/// @param load    waiting for samples
/// @param compute forward and backward, and sums over the worker's own shards
/// @param update  the optimizer
public record Timings(Duration load, Duration compute, Exchange exchange, Duration update) {

    public static final Timings NONE = new Timings(Duration.ZERO, Duration.ZERO, Exchange.NONE, Duration.ZERO);

    public Timings {
        if (load.isNegative() || compute.isNegative() || update.isNegative()) {
            throw new IllegalArgumentException("a step's timings are %s, %s, %s; none may be negative"
                .formatted(load, compute, update));
        }
    }

    /// Gradients on their way round the ring.
    ///
    /// @param hidden  while this worker computed; part of its [Timings#compute]
    /// @param exposed while it had nothing else to do
    /// @param waiting until the neighbour that its ring hears from came so far, while it had nothing else to do
    public record Exchange(Duration hidden, Duration exposed, Duration waiting) {

        public static final Exchange NONE = new Exchange(Duration.ZERO, Duration.ZERO, Duration.ZERO);

        public Exchange {
            if (hidden.isNegative() || exposed.isNegative() || waiting.isNegative()) {
                throw new IllegalArgumentException("an exchange's timings are %s hidden, %s exposed, %s wait; none may be negative"
                    .formatted(hidden, exposed, waiting));
            }
        }

        /// One after the other.
        public Exchange plus(Exchange next) {
            return new Exchange(hidden.plus(next.hidden), exposed.plus(next.exposed), waiting.plus(next.waiting));
        }

        /// All of it in which the worker had nothing else to do.
        public Duration idle() {
            return exposed.plus(waiting);
        }
    }

    /// The time from one moment to another; none where the clock was set back between them.
    public static Duration between(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }
}
