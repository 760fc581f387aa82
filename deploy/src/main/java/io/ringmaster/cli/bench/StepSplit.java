package io.ringmaster.cli.bench;

import io.ringmaster.coordinator.observe.StepMetrics;
import io.ringmaster.proto.Timings;
import java.time.Duration;
import java.util.function.Function;

/// Where the slowest worker's time went, over many steps. It keeps none of them, so that what is measured is not what the
/// benchmark itself takes from the heap.
final class StepSplit {

    private Timings sum = Timings.NONE;
    private long steps;

    void add(StepMetrics step) {
        sum = new Timings(
            sum.load().plus(longest(step, Timings::load)), sum.compute().plus(longest(step, Timings::compute)),
            sum.exchange().plus(new Timings.Exchange(longest(step, of -> of.exchange().hidden()),
                longest(step, of -> of.exchange().exposed()), longest(step, of -> of.exchange().waiting()))),
            sum.update().plus(longest(step, Timings::update)));
        steps++;
    }

    private static Duration longest(StepMetrics step, Function<Timings, Duration> part) {
        return step.timings().stream().map(part).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    long steps() {
        return steps;
    }

    /// Of one step.
    Timings mean() {
        long count = Math.max(1, steps);
        return new Timings(sum.load().dividedBy(count), sum.compute().dividedBy(count),
            new Timings.Exchange(sum.exchange().hidden().dividedBy(count), sum.exchange().exposed().dividedBy(count),
                sum.exchange().waiting().dividedBy(count)),
            sum.update().dividedBy(count));
    }
}
