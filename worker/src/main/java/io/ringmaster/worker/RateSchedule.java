package io.ringmaster.worker;

import io.ringmaster.job.RateReduction;
import io.ringmaster.optim.Anneal;
import io.ringmaster.optim.OneCycle;
import io.ringmaster.optim.ReduceOnPlateau;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import java.util.Optional;

/// A job's learning rate over its steps.
final class RateSchedule {

    private RateSchedule() {}

    /// Counted in steps from 0, whatever the configuration counts in.
    static Schedule of(ScheduleConfig config, long epochs, long stepsPerEpoch) {
        long units = switch (config.per()) {
            case STEP -> epochs * stepsPerEpoch;
            case EPOCH -> epochs;
        };
        Schedule whole = curve(config.curve(), Math.max(1, units - config.warmUp())).afterWarmUp(config.warmUp());
        return switch (config.per()) {
            case STEP -> whole;
            case EPOCH -> (base, step) -> whole.rate(base, step / stepsPerEpoch);
        };
    }

    /// What evaluations make of the rate that the schedule starts from.
    static Optional<RateReduction> reduction(ScheduleConfig config) {
        if (!(config.curve() instanceof Curve.ReduceOnPlateau(
            Watch watch, double factor, int patience, int cooldown, double leastRate))) {
            return Optional.empty();
        }
        var threshold = new ReduceOnPlateau.Threshold(watch.threshold(), watch.thresholdMode() == ThresholdMode.RELATIVE);
        ReduceOnPlateau rule =
            new ReduceOnPlateau(watch.mode() == Mode.MAX, factor, patience, threshold, cooldown, leastRate);
        return Optional.of(new RateReduction(watch.measure(), rule, config.warmUp()));
    }

    /// @param left how long it is from the end of the warm-up to the end of the run
    private static Schedule curve(Curve curve, long left) {
        return switch (curve) {
            case Curve.Constant(), Curve.ReduceOnPlateau _ -> Schedule.constant();
            case Curve.Stairs(int every, double gamma) -> Schedule.step(every, gamma);
            case Curve.MultiStep(var milestones, double gamma) ->
                Schedule.multiStep(gamma, milestones.stream().mapToLong(Integer::longValue).toArray());
            case Curve.Exponential(double gamma) -> Schedule.exponential(gamma);
            case Curve.Cosine(int length, double least) -> Schedule.cosine(length(length, left), least);
            case Curve.CosineRestarts(int first, int growth, double least) ->
                Schedule.cosineWithRestarts(first, growth, least);
            case Curve.Linear(int length, double start, double end) ->
                Schedule.linear(start, end, length(length, left));
            case Curve.Polynomial(int length, double power) -> Schedule.polynomial(power, length(length, left));
            case Curve.OneCycle cycle -> new OneCycle(Math.max(2, length(cycle.length(), left)), cycle.rising(),
                cycle.startDivisor(), cycle.endDivisor(), switch (cycle.anneal()) {
                    case COSINE -> Anneal.COSINE;
                    case LINEAR -> Anneal.LINEAR;
                });
        };
    }

    private static long length(int length, long left) {
        return length == 0 ? left : length;
    }
}
