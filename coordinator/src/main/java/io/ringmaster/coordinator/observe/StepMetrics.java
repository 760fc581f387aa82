package io.ringmaster.coordinator.observe;

import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// One committed step, over all workers.
///
/// @param loss       the mean over all that counts in the step: labels, tokens or values
/// @param calibrated whether the workers first had to agree how large the gradients are
/// @param timings    of each worker, in rank order
public record StepMetrics(
    Generation generation, Step step, int epoch, double loss, long samples, boolean calibrated, List<Timings> timings) {

    public StepMetrics {
        timings = List.copyOf(timings);
    }

    /// Whose gradients came last: a wait goes on round the ring from the worker that waits least.
    public Rank waitedFor() {
        return new Rank(IntStream.range(0, timings.size()).boxed()
            .min(Comparator.comparing(rank -> timings.get(rank).exchange().waiting())).orElse(0));
    }
}
