package io.ringmaster.cli.bench;

import io.ringmaster.proto.Timings;
import java.time.Duration;
import java.util.List;

/// What one measured run came to.
///
/// @param samplesPerSecond of each window
/// @param steps            in all windows
/// @param split            of the slowest worker's time for a step, the mean
/// @param heapBytesPerStep what all threads of the process took from the Java heap
/// @param systemTakings    how often the tensors' allocator asked the system for memory while the windows were open
/// @param residentBytes    the process's largest resident set so far
public record TrainingFigures(
    List<Double> samplesPerSecond, long steps, Timings split, long heapBytesPerStep, long systemTakings, long residentBytes) {

    public TrainingFigures {
        samplesPerSecond = List.copyOf(samplesPerSecond);
    }

    public double median() {
        return Statistics.median(samplesPerSecond);
    }

    /// A step's share of one part of the split.
    double share(Duration part) {
        Duration whole = split.load().plus(split.compute()).plus(split.exchange().idle()).plus(split.update());
        return whole.isZero() ? 0 : (double) part.toNanos() / whole.toNanos();
    }
}
