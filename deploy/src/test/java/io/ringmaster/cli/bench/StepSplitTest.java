package io.ringmaster.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.coordinator.observe.StepMetrics;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepSplitTest {

    private static Timings timings(int load, int compute, int hidden, int exposed, int waiting, int update) {
        return new Timings(Duration.ofMillis(load), Duration.ofMillis(compute), new Timings.Exchange(Duration.ofMillis(hidden),
            Duration.ofMillis(exposed), Duration.ofMillis(waiting)), Duration.ofMillis(update));
    }

    private static StepMetrics step(Timings... workers) {
        return new StepMetrics(new Generation(1), new Step(1), 1, 0.5, 64, false, List.of(workers));
    }

    @Test
    void eachPartIsTheSlowestWorkersOnAverageOverSteps() {
        StepSplit split = new StepSplit();
        split.add(step(timings(1, 20, 3, 4, 9, 6), timings(2, 10, 5, 8, 7, 12)));
        split.add(step(timings(4, 40, 1, 2, 3, 4), timings(0, 0, 0, 0, 0, 0)));
        assertThat(split.steps()).isEqualTo(2);
        assertThat(split.mean()).isEqualTo(timings(3, 30, 3, 5, 6, 8));
    }

    @Test
    void noStepTakesNoTime() {
        assertThat(new StepSplit().mean()).isEqualTo(Timings.NONE);
    }
}
