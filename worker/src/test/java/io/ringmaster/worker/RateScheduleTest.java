package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.job.RateReduction;
import io.ringmaster.optim.ReduceOnPlateau;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Anneal;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ten steps an epoch, three epochs.
final class RateScheduleTest {

    private static final int EPOCHS = 3;
    private static final int STEPS = 30;

    private static double[] rates(Per per, int warmUp, Curve curve) {
        Schedule schedule = RateSchedule.of(new ScheduleConfig(per, warmUp, curve), EPOCHS, STEPS / EPOCHS);
        return LongStream.range(0, STEPS).mapToDouble(step -> schedule.rate(1, step)).toArray();
    }

    @Test
    void aConstantRateStays() {
        assertThat(rates(Per.STEP, 0, new Curve.Constant())).containsOnly(1);
    }

    @Test
    void aLengthLeftOutReachesToTheEndOfTheRun() {
        double[] rates = rates(Per.STEP, 10, new Curve.Linear(0, 1, 0));
        assertThat(rates[0]).isCloseTo(0.1, within(1e-15));
        assertThat(rates[9]).isEqualTo(1);
        assertThat(rates[10]).isEqualTo(1);
        assertThat(rates[20]).isCloseTo(0.5, within(1e-15));
        assertThat(rates[29]).isCloseTo(0.05, within(1e-15));
        assertThat(rates(Per.STEP, 0, new Curve.Linear(10, 1, 0))[15]).isZero();
    }

    @Test
    void epochsAreCountedWhereTheJobSaysSo() {
        double[] rates = rates(Per.EPOCH, 0, new Curve.Stairs(1, 0.5));
        for (int step = 0; step < STEPS; step++) {
            int epoch = step / 10;
            assertThat(rates[step]).isEqualTo(Math.pow(0.5, epoch));
        }
        double[] warmedUp = rates(Per.EPOCH, 1, new Curve.Polynomial(0, 1));
        assertThat(new double[] {warmedUp[0], warmedUp[10], warmedUp[20]}).containsExactly(1, 1, 0.5);
    }

    /// What evaluations make of the rate is told apart from the schedule, which only warms up.
    @Test
    void aPlateauHasPyTorchsMeaningAndCountsFromTheEndOfTheWarmUp() {
        Curve plateau = new Curve.ReduceOnPlateau(
            new Watch("accuracy", Mode.MAX, 0.01, ThresholdMode.ABSOLUTE), 0.5, 3, 2, 0.001);
        double[] rates = rates(Per.EPOCH, 2, plateau);
        assertThat(new double[] {rates[0], rates[9], rates[10], rates[29]}).containsExactly(0.5, 0.5, 1, 1);
        assertThat(RateSchedule.reduction(new ScheduleConfig(Per.EPOCH, 2, plateau))).contains(new RateReduction("accuracy",
            ReduceOnPlateau.ofScore().factor(0.5).patience(3).threshold(0.01, false).cooldown(2).leastRate(0.001), 2));
        Curve ofLoss = new Curve.ReduceOnPlateau(new Watch("loss", Mode.MIN, 1e-4, ThresholdMode.RELATIVE), 0.1, 10, 0, 0);
        assertThat(RateSchedule.reduction(new ScheduleConfig(Per.EPOCH, 0, ofLoss)))
            .contains(RateReduction.ofLoss(ReduceOnPlateau.ofLoss()));
        assertThat(RateSchedule.reduction(ScheduleConfig.CONSTANT)).isEmpty();
    }

    /// At step 16, whose schedule stands at 15.
    @ParameterizedTest
    @CsvSource({"stairs, 0.1", "multi-step, 0.01", "exponential, 0.205891132094649", "cosine, 0.5005",
        "cosine-restarts, 0.8537000", "polynomial, 0.25", "one-cycle, 0.666668"})
    void everyCurveIsItsSchedule(String name, double expected) {
        Curve curve = switch (name) {
            case "stairs" -> new Curve.Stairs(10, 0.1);
            case "multi-step" -> new Curve.MultiStep(List.of(5, 10, 20), 0.1);
            case "exponential" -> new Curve.Exponential(0.9);
            case "cosine" -> new Curve.Cosine(0, 0.001);
            case "cosine-restarts" -> new Curve.CosineRestarts(10, 2, 0.001);
            case "polynomial" -> new Curve.Polynomial(0, 2);
            default -> new Curve.OneCycle(0, 0.3, 25, 10_000, Anneal.LINEAR);
        };
        assertThat(rates(Per.STEP, 0, curve)[15]).isCloseTo(expected, within(1e-6));
    }
}
