package io.ringmaster.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StepMetricsTest {

    private static Rank waitedFor(int... waitedMillis) {
        List<Timings> timings = Arrays.stream(waitedMillis).mapToObj(millis -> new Timings(Duration.ZERO, Duration.ZERO,
            new Timings.Exchange(Duration.ZERO, Duration.ZERO, Duration.ofMillis(millis)), Duration.ZERO)).toList();
        return new StepMetrics(new Generation(1), new Step(7), 1, 0.5, 64, false, timings).waitedFor();
    }

    @Test
    void whoWaitsLeastIsWhoAllWaitFor() {
        assertThat(waitedFor(40, 41, 2, 39)).isEqualTo(new Rank(2));
        assertThat(waitedFor(0)).isEqualTo(new Rank(0));
    }
}
