package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Anneal;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import io.ringmaster.proto.wire.JobWire;

/// How the learning rate changes.
final class ScheduleCodec {

    private ScheduleCodec() {}

    static JobWire.Schedule write(ScheduleConfig schedule) {
        JobWire.Schedule.Builder wire = JobWire.Schedule.newBuilder()
            .setPer(switch (schedule.per()) {
                case STEP -> JobWire.Per.PER_STEP;
                case EPOCH -> JobWire.Per.PER_EPOCH;
            })
            .setWarmUp(schedule.warmUp());
        switch (schedule.curve()) {
            case Curve.Constant() -> wire.setConstant(JobWire.ConstantRate.getDefaultInstance());
            case Curve.Stairs(int every, double gamma) -> wire.getStairsBuilder().setEvery(every).setGamma(gamma);
            case Curve.MultiStep(var milestones, double gamma) ->
                wire.getMultiStepBuilder().addAllMilestones(milestones).setGamma(gamma);
            case Curve.Exponential(double gamma) -> wire.getExponentialBuilder().setGamma(gamma);
            case Curve.Cosine(int length, double least) -> wire.getCosineBuilder().setLength(length).setLeastRate(least);
            case Curve.CosineRestarts(int first, int growth, double least) ->
                wire.getCosineRestartsBuilder().setFirst(first).setGrowth(growth).setLeastRate(least);
            case Curve.Linear(int length, double start, double end) ->
                wire.getLinearBuilder().setLength(length).setStart(start).setEnd(end);
            case Curve.Polynomial(int length, double power) ->
                wire.getPolynomialBuilder().setLength(length).setPower(power);
            case Curve.ReduceOnPlateau plateau -> wire.setReduceOnPlateau(write(plateau));
            case Curve.OneCycle cycle -> wire.getOneCycleBuilder()
                .setLength(cycle.length())
                .setRising(cycle.rising())
                .setStartDivisor(cycle.startDivisor())
                .setEndDivisor(cycle.endDivisor())
                .setAnneal(write(cycle.anneal()));
        }
        return wire.build();
    }

    private static JobWire.ReduceOnPlateau write(Curve.ReduceOnPlateau plateau) {
        Watch watch = plateau.watch();
        return JobWire.ReduceOnPlateau.newBuilder()
            .setWatch(watch.measure())
            .setMode(switch (watch.mode()) {
                case MIN -> JobWire.Mode.MODE_MIN;
                case MAX -> JobWire.Mode.MODE_MAX;
            })
            .setFactor(plateau.factor())
            .setPatience(plateau.patience())
            .setThreshold(watch.threshold())
            .setThresholdMode(switch (watch.thresholdMode()) {
                case RELATIVE -> JobWire.ThresholdMode.THRESHOLD_MODE_RELATIVE;
                case ABSOLUTE -> JobWire.ThresholdMode.THRESHOLD_MODE_ABSOLUTE;
            })
            .setCooldown(plateau.cooldown())
            .setLeastRate(plateau.leastRate())
            .build();
    }

    private static JobWire.Anneal write(Anneal anneal) {
        return switch (anneal) {
            case COSINE -> JobWire.Anneal.ANNEAL_COSINE;
            case LINEAR -> JobWire.Anneal.ANNEAL_LINEAR;
        };
    }

    static ScheduleConfig read(JobWire.Schedule wire) {
        Per per = switch (wire.getPer()) {
            case PER_STEP -> Per.STEP;
            case PER_EPOCH -> Per.EPOCH;
            case PER_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("schedule's unit");
        };
        return new ScheduleConfig(per, wire.getWarmUp(), curve(wire));
    }

    private static Curve curve(JobWire.Schedule wire) {
        return switch (wire.getCurveCase()) {
            case CONSTANT -> new Curve.Constant();
            case STAIRS -> new Curve.Stairs(wire.getStairs().getEvery(), wire.getStairs().getGamma());
            case MULTI_STEP ->
                new Curve.MultiStep(wire.getMultiStep().getMilestonesList(), wire.getMultiStep().getGamma());
            case EXPONENTIAL -> new Curve.Exponential(wire.getExponential().getGamma());
            case COSINE -> new Curve.Cosine(wire.getCosine().getLength(), wire.getCosine().getLeastRate());
            case COSINE_RESTARTS -> new Curve.CosineRestarts(wire.getCosineRestarts().getFirst(),
                wire.getCosineRestarts().getGrowth(), wire.getCosineRestarts().getLeastRate());
            case LINEAR ->
                new Curve.Linear(wire.getLinear().getLength(), wire.getLinear().getStart(), wire.getLinear().getEnd());
            case POLYNOMIAL -> new Curve.Polynomial(wire.getPolynomial().getLength(), wire.getPolynomial().getPower());
            case ONE_CYCLE -> read(wire.getOneCycle());
            case REDUCE_ON_PLATEAU -> read(wire.getReduceOnPlateau());
            case CURVE_NOT_SET -> throw JobCodec.unset("schedule");
        };
    }

    private static Curve read(JobWire.ReduceOnPlateau wire) {
        Mode mode = switch (wire.getMode()) {
            case MODE_MIN -> Mode.MIN;
            case MODE_MAX -> Mode.MAX;
            case MODE_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("schedule's mode");
        };
        ThresholdMode thresholdMode = switch (wire.getThresholdMode()) {
            case THRESHOLD_MODE_RELATIVE -> ThresholdMode.RELATIVE;
            case THRESHOLD_MODE_ABSOLUTE -> ThresholdMode.ABSOLUTE;
            case THRESHOLD_MODE_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("schedule's threshold mode");
        };
        return new Curve.ReduceOnPlateau(new Watch(wire.getWatch(), mode, wire.getThreshold(), thresholdMode),
            wire.getFactor(), wire.getPatience(), wire.getCooldown(), wire.getLeastRate());
    }

    private static Curve read(JobWire.OneCycle wire) {
        Anneal anneal = switch (wire.getAnneal()) {
            case ANNEAL_COSINE -> Anneal.COSINE;
            case ANNEAL_LINEAR -> Anneal.LINEAR;
            case ANNEAL_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("schedule's annealing");
        };
        return new Curve.OneCycle(
            wire.getLength(), wire.getRising(), wire.getStartDivisor(), wire.getEndDivisor(), anneal);
    }
}
