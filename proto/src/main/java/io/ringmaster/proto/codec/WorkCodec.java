package io.ringmaster.proto.codec;

import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.Work.EvaluationPlan;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.wire.WorkerWire;

/// What leases hold.
final class WorkCodec {

    private WorkCodec() {}

    static WorkerWire.Work write(Work work) {
        return switch (work) {
            case StepPlan plan -> WorkerWire.Work.newBuilder().setStep(write(plan)).build();
            case EvaluationPlan plan -> WorkerWire.Work.newBuilder().setEvaluation(write(plan)).build();
        };
    }

    static Work read(WorkerWire.Work wire) {
        return switch (wire.getKindCase()) {
            case STEP -> read(wire.getStep());
            case EVALUATION -> read(wire.getEvaluation());
            case KIND_NOT_SET -> throw new MalformedMessageException(
                "a lease's work is missing or of a kind that is unknown here");
        };
    }

    private static WorkerWire.StepPlan write(StepPlan plan) {
        WorkerWire.StepPlan.Builder wire = WorkerWire.StepPlan.newBuilder()
            .setStep(plan.step().number())
            .setEpoch(plan.epoch())
            .setGlobalSamples(plan.globalSamples());
        plan.slices().forEach(slice -> wire.addSlices(write(slice)));
        return wire.build();
    }

    private static StepPlan read(WorkerWire.StepPlan wire) {
        return new StepPlan(
            new Step(wire.getStep()),
            wire.getEpoch(),
            wire.getGlobalSamples(),
            wire.getSlicesList().stream().map(WorkCodec::read).toList());
    }

    private static WorkerWire.EvaluationPlan write(EvaluationPlan plan) {
        WorkerWire.EvaluationPlan.Builder wire = WorkerWire.EvaluationPlan.newBuilder()
            .setStep(plan.step().number())
            .setEpoch(plan.epoch());
        plan.slices().forEach(slice -> wire.addSlices(write(slice)));
        return wire.build();
    }

    private static EvaluationPlan read(WorkerWire.EvaluationPlan wire) {
        return new EvaluationPlan(
            new Step(wire.getStep()), wire.getEpoch(), wire.getSlicesList().stream().map(WorkCodec::read).toList());
    }

    private static WorkerWire.ShardSlice write(ShardSlice slice) {
        return WorkerWire.ShardSlice.newBuilder()
            .setShard(slice.shard())
            .setFrom(slice.from())
            .setTo(slice.to())
            .build();
    }

    private static ShardSlice read(WorkerWire.ShardSlice wire) {
        return new ShardSlice(wire.getShard(), wire.getFrom(), wire.getTo());
    }
}
