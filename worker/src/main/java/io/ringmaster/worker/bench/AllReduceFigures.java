package io.ringmaster.worker.bench;

import java.util.List;

/// What one size came to.
///
/// @param seconds    each iteration's, as one member saw it
/// @param cpuSeconds of all processes, in all iterations
/// @param heapBytes  that all processes took from the Java heap in all iterations
/// @param wrong      elements that were not what they must be, over all members
public record AllReduceFigures(long bytes, int members, List<Double> seconds, double cpuSeconds, double heapBytes, long wrong) {

    public AllReduceFigures {
        seconds = List.copyOf(seconds);
    }

    /// What all members sent, had they sent no more than a ring must, in all iterations.
    public double movedBytes() {
        return 2.0 * (members - 1) * bytes * seconds.size();
    }
}
