package io.ringmaster.cli.job;

import io.ringmaster.cli.job.Keys.ScheduleKind;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Watch;

/// The keys of the section `schedule`: into records, and back.
final class ScheduleKeys {

    private ScheduleKeys() {}

    static ScheduleConfig read(Values from) {
        return new ScheduleConfig(from.get(Keys.PER), from.get(Keys.WARM_UP), curve(from));
    }

    private static Curve curve(Values from) {
        return switch (from.get(Keys.SCHEDULE_KIND)) {
            case CONSTANT -> new Curve.Constant();
            case STEP -> new Curve.Stairs(from.get(Keys.EVERY), from.get(Keys.GAMMA));
            case MULTI_STEP -> new Curve.MultiStep(from.get(Keys.MILESTONES), from.get(Keys.GAMMA));
            case EXPONENTIAL -> new Curve.Exponential(from.get(Keys.GAMMA));
            case COSINE -> new Curve.Cosine(from.get(Keys.LENGTH), from.get(Keys.LEAST_RATE));
            case COSINE_RESTARTS ->
                new Curve.CosineRestarts(from.get(Keys.FIRST), from.get(Keys.GROWTH), from.get(Keys.LEAST_RATE));
            case LINEAR -> new Curve.Linear(from.get(Keys.LENGTH), from.get(Keys.START), from.get(Keys.END));
            case POLYNOMIAL -> new Curve.Polynomial(from.get(Keys.LENGTH), from.get(Keys.POWER));
            case ONE_CYCLE -> new Curve.OneCycle(from.get(Keys.LENGTH), from.get(Keys.RISING),
                from.get(Keys.START_DIVISOR), from.get(Keys.END_DIVISOR), from.get(Keys.ANNEAL));
            case REDUCE_ON_PLATEAU -> new Curve.ReduceOnPlateau(watch(from), from.get(Keys.FACTOR), from.get(Keys.PATIENCE),
                from.get(Keys.COOLDOWN), from.get(Keys.LEAST_RATE));
        };
    }

    private static Watch watch(Values from) {
        return new Watch(
            from.get(Keys.WATCH), from.get(Keys.MODE), from.get(Keys.THRESHOLD), from.get(Keys.THRESHOLD_MODE));
    }

    static void write(ScheduleConfig schedule, JobWriter to) {
        to.putKind(Keys.SCHEDULE_KIND, kind(schedule.curve()));
        to.put(Keys.PER, schedule.per());
        to.put(Keys.WARM_UP, schedule.warmUp());
        switch (schedule.curve()) {
            case Curve.Constant() -> {}
            case Curve.Stairs(int every, double gamma) -> {
                to.put(Keys.EVERY, every);
                to.put(Keys.GAMMA, gamma);
            }
            case Curve.MultiStep(var milestones, double gamma) -> {
                to.put(Keys.MILESTONES, milestones);
                to.put(Keys.GAMMA, gamma);
            }
            case Curve.Exponential(double gamma) -> to.put(Keys.GAMMA, gamma);
            case Curve.Cosine(int length, double least) -> {
                to.put(Keys.LENGTH, length);
                to.put(Keys.LEAST_RATE, least);
            }
            case Curve.CosineRestarts(int first, int growth, double least) -> {
                to.put(Keys.FIRST, first);
                to.put(Keys.GROWTH, growth);
                to.put(Keys.LEAST_RATE, least);
            }
            case Curve.Linear(int length, double start, double end) -> {
                to.put(Keys.LENGTH, length);
                to.put(Keys.START, start);
                to.put(Keys.END, end);
            }
            case Curve.Polynomial(int length, double power) -> {
                to.put(Keys.LENGTH, length);
                to.put(Keys.POWER, power);
            }
            case Curve.OneCycle cycle -> write(cycle, to);
            case Curve.ReduceOnPlateau plateau -> write(plateau, to);
        }
    }

    private static void write(Curve.OneCycle cycle, JobWriter to) {
        to.put(Keys.LENGTH, cycle.length());
        to.put(Keys.RISING, cycle.rising());
        to.put(Keys.START_DIVISOR, cycle.startDivisor());
        to.put(Keys.END_DIVISOR, cycle.endDivisor());
        to.put(Keys.ANNEAL, cycle.anneal());
    }

    private static void write(Curve.ReduceOnPlateau plateau, JobWriter to) {
        to.put(Keys.WATCH, plateau.watch().measure());
        to.put(Keys.MODE, plateau.watch().mode());
        to.put(Keys.THRESHOLD, plateau.watch().threshold());
        to.put(Keys.THRESHOLD_MODE, plateau.watch().thresholdMode());
        to.put(Keys.FACTOR, plateau.factor());
        to.put(Keys.PATIENCE, plateau.patience());
        to.put(Keys.COOLDOWN, plateau.cooldown());
        to.put(Keys.LEAST_RATE, plateau.leastRate());
    }

    private static ScheduleKind kind(Curve curve) {
        return switch (curve) {
            case Curve.Constant _ -> ScheduleKind.CONSTANT;
            case Curve.Stairs _ -> ScheduleKind.STEP;
            case Curve.MultiStep _ -> ScheduleKind.MULTI_STEP;
            case Curve.Exponential _ -> ScheduleKind.EXPONENTIAL;
            case Curve.Cosine _ -> ScheduleKind.COSINE;
            case Curve.CosineRestarts _ -> ScheduleKind.COSINE_RESTARTS;
            case Curve.Linear _ -> ScheduleKind.LINEAR;
            case Curve.Polynomial _ -> ScheduleKind.POLYNOMIAL;
            case Curve.OneCycle _ -> ScheduleKind.ONE_CYCLE;
            case Curve.ReduceOnPlateau _ -> ScheduleKind.REDUCE_ON_PLATEAU;
        };
    }
}
