package io.ringmaster.cli.bench;

import java.time.Duration;

/// How long a benchmark measures.
///
/// @param warmUp before the first window
/// @param count  how many windows, whose median counts
/// @param length of each, at least
public record Windows(Duration warmUp, int count, Duration length) {

    public Windows {
        if (warmUp.isNegative() || count < 1 || !length.isPositive()) {
            throw new IllegalArgumentException(
                "%d windows of %s after %s; there is at least one, and it takes time".formatted(count, length, warmUp));
        }
    }
}
