package io.ringmaster.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.torch.TorchFixture;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {

    private static final TorchFixture TORCH = TorchFixture.read("schedules");
    private static final double BASE = 0.1;

    private static final Map<String, Schedule> SCHEDULES = Map.ofEntries(
        Map.entry("constant", Schedule.constant()),
        Map.entry("step", Schedule.step(7, 0.5)),
        Map.entry("multi-step", Schedule.multiStep(0.3, 50, 5, 20, 21)),
        Map.entry("exponential", Schedule.exponential(0.93)),
        Map.entry("cosine", Schedule.cosine(60, 0.001)),
        Map.entry("cosine-short", Schedule.cosine(20)),
        Map.entry("cosine-restarts", Schedule.cosineWithRestarts(10, 2, 0.01)),
        Map.entry("linear", Schedule.linear(0.1, 0.8, 30)),
        Map.entry("polynomial", Schedule.polynomial(2, 40)),
        Map.entry("constant-then", Schedule.constant(0.25, 9)),
        Map.entry("one-cycle-three", Schedule.factor(_ -> 5).times(OneCycle.of(61).threePhases(true))),
        Map.entry("one-cycle", Schedule.factor(_ -> 5).times(Schedule.oneCycle(61))),
        Map.entry("one-cycle-linear", Schedule.factor(_ -> 5).times(new OneCycle(61, 0.2, 10, 1e4, Anneal.LINEAR))),
        Map.entry("warm-up-cosine", Schedule.linear(0.01, 1, 10).until(10, Schedule.cosine(50))));

    static Set<String> names() {
        return SCHEDULES.keySet();
    }

    @Test
    void everyFixtureHasItsSchedule() {
        Set<String> plateaus = Set.of("plateau");
        assertThat(TORCH.cases()).isEqualTo(
            Stream.of(names(), plateaus).flatMap(Set::stream).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void ratesAreThoseOfPyTorch(String name) {
        double[] found = LongStream.range(0, 60).mapToDouble(at -> SCHEDULES.get(name).rate(BASE, at)).toArray();
        TORCH.assertNear(name, found, 1e-13);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aRateDependsOnTheStepAloneWhateverWasAskedBefore(String name) {
        Schedule schedule = SCHEDULES.get(name);
        double alone = schedule.rate(BASE, 17);
        LongStream.range(0, 60).forEach(at -> schedule.rate(BASE, 59 - at));
        assertThat(schedule.rate(BASE, 17)).isEqualTo(alone);
    }

    @Test
    void restartsThatDoNotGrowRepeat() {
        Schedule schedule = Schedule.cosineWithRestarts(10, 1, 0.01);
        for (long at = 0; at < 10; at++) {
            assertThat(schedule.rate(BASE, at + 30)).isEqualTo(schedule.rate(BASE, at));
            assertThat(schedule.rate(BASE, at)).isEqualTo(Schedule.cosine(10, 0.01).rate(BASE, at));
        }
    }

    @Test
    void aWarmUpRisesToTheBaseRateAndTheRestCountsFromThere() {
        Schedule schedule = Schedule.cosine(100).afterWarmUp(4);
        assertThat(LongStream.range(0, 4).mapToDouble(at -> schedule.rate(1, at)).toArray())
            .containsExactly(0.25, 0.5, 0.75, 1);
        for (long at = 0; at <= 100; at++) {
            assertThat(schedule.rate(3, at + 4)).isEqualTo(Schedule.cosine(100).rate(3, at));
        }
        assertThat(Schedule.cosine(10).afterWarmUp(0).rate(1, 5)).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void factorsMultiply() {
        Schedule both = Schedule.step(2, 0.5).times(Schedule.exponential(0.9));
        assertThat(both.rate(1, 5)).isCloseTo(0.25 * Math.pow(0.9, 5), within(1e-15));
    }

    @Test
    void linesAndPolynomialsStayWhereTheyEnd() {
        assertThat(Schedule.linear(1, 0.2, 5).rate(1, 100)).isCloseTo(0.2, within(1e-15));
        assertThat(Schedule.polynomial(2, 5).rate(1, 100)).isZero();
        double last = Schedule.oneCycle(10).rate(1, 9);
        assertThat(last).isCloseTo(1 / 25e4, within(1e-12));
        assertThat(Schedule.oneCycle(10).rate(1, 50)).isEqualTo(last);
    }

    @Test
    void aCycleMayRiseAllTheWayOrNotAtAll() {
        assertThat(new OneCycle(5, 1, 10, 10, Anneal.LINEAR).rate(1, 4)).isEqualTo(1);
        assertThat(new OneCycle(5, 0, 10, 10, Anneal.LINEAR).rate(1, 4)).isCloseTo(0.01, within(1e-15));
        assertThat(new OneCycle(5, 0.2, 10, 10, Anneal.LINEAR).rate(1, 0)).isEqualTo(1);
    }

    @Test
    void impossibleSchedulesAreNamed() {
        assertThatThrownBy(() -> Schedule.step(0, 0.1)).hasMessage("length of a stair 0; it is 1 or more");
        assertThatThrownBy(() -> Schedule.cosine(0)).hasMessageContaining("cosine 0");
        assertThatThrownBy(() -> Schedule.cosineWithRestarts(1, 0, 0)).hasMessageContaining("growth of cosines 0");
        assertThatThrownBy(() -> Schedule.linear(0, 1, -1)).hasMessageContaining("line -1");
        assertThatThrownBy(() -> Schedule.polynomial(1, 0)).hasMessageContaining("polynomial 0");
        assertThatThrownBy(() -> Schedule.cosine(9).afterWarmUp(-1)).hasMessageContaining("end -1");
        assertThatThrownBy(() -> Schedule.oneCycle(1)).hasMessageContaining("a cycle of 1");
        assertThatThrownBy(() -> new OneCycle(5, 1.5, 1, 1, Anneal.COSINE)).hasMessageContaining("1.5; it is 0 to 1");
    }
}
