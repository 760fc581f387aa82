package io.ringmaster.coordinator.observe;

import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Traffic;
import java.time.Duration;
import java.util.List;

/// A run, when it is over.
///
/// @param reason           why it ended as it did, as a sentence
/// @param workers          how many trained in the last generation
/// @param nodes            in how many JVMs
/// @param epochs           whole epochs, evaluated
/// @param generations      how many were formed
/// @param samplesPerSecond committed samples over the time from the first plan to the last commit
/// @param trainLoss        the mean of the last epoch begun; NaN before the first step
/// @param evalLoss         of the last evaluation; NaN before the first
/// @param evalMetrics      of the last evaluation; none before the first
/// @param parameterDigest  of the last evaluation, empty before the first
/// @param traffic          what each worker put on the wire, in rank order
/// @param wall             from the start of the coordinator
public record Summary(
    Outcome status,
    String reason,
    String run,
    String job,
    long seed,
    int workers,
    int nodes,
    int epochs,
    Step committedSteps,
    long generations,
    double samplesPerSecond,
    double trainLoss,
    double evalLoss,
    List<MetricValue> evalMetrics,
    String parameterDigest,
    List<Traffic> traffic,
    Duration wall) {

    public Summary {
        evalMetrics = List.copyOf(evalMetrics);
        traffic = List.copyOf(traffic);
    }
}
