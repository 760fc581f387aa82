package io.ringmaster.worker;

import io.ringmaster.optim.Anneal;
import io.ringmaster.optim.OneCycle;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Curve;

/// A job's learning rate over its steps.
///
/// @param stepsPerUnit how many steps the schedule counts as one
record RateSchedule(Schedule schedule, long stepsPerUnit) {

    static RateSchedule of(JobConfig job) {
        ScheduleConfig config = job.schedule();
        long epochs = job.training().epochs();
        long stepsPerEpoch = Math.ceilDiv((long) job.data().trainSamples(), job.training().batch());
        long units = switch (config.per()) {
            case STEP -> epochs * stepsPerEpoch;
            case EPOCH -> epochs;
        };
        Schedule curve = curve(config.curve(), Math.max(1, units - config.warmUp()));
        return new RateSchedule(curve.afterWarmUp(config.warmUp()), switch (config.per()) {
            case STEP -> 1;
            case EPOCH -> stepsPerEpoch;
        });
    }

    /// @param left how long it is from the end of the warm-up to the end of the run
    private static Schedule curve(Curve curve, long left) {
        return switch (curve) {
            case Curve.Constant() -> Schedule.constant();
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

    /// Where the step that leads to `step` is on the schedule.
    long at(Step step) {
        return (step.number() - 1) / stepsPerUnit;
    }
}
