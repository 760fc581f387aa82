package io.ringmaster.proto.codec;

import com.google.protobuf.Message;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.CoordinatorMessage.Stop;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.wire.CoordinatorWire;
import java.time.Duration;
import java.util.List;

/// The coordinator's messages.
final class CoordinatorCodec {

    private final ActorRefs refs;

    CoordinatorCodec(ActorRefs refs) {
        this.refs = refs;
    }

    static ControlManifest manifest(CoordinatorMessage message) {
        return switch (message) {
            case Prepared _ -> ControlManifest.PREPARED;
            case Formed _ -> ControlManifest.FORMED;
            case StepDone _ -> ControlManifest.STEP_DONE;
            case Evaluated _ -> ControlManifest.EVALUATED;
            case Stalled _ -> ControlManifest.STALLED;
            case WorkerFailed _ -> ControlManifest.WORKER_FAILED;
            case Leave _ -> ControlManifest.LEAVE;
            case Stop _ -> ControlManifest.STOP;
        };
    }

    Message write(CoordinatorMessage message) {
        return switch (message) {
            case Prepared prepared -> write(prepared);
            case Formed formed -> write(formed);
            case StepDone done -> write(done);
            case Evaluated evaluated -> write(evaluated);
            case Stalled stalled -> write(stalled);
            case WorkerFailed failed -> write(failed);
            case Leave leave -> write(leave);
            case Stop stop -> write(stop);
        };
    }

    private CoordinatorWire.Prepared write(Prepared prepared) {
        return CoordinatorWire.Prepared.newBuilder()
            .setRun(prepared.run().value())
            .setMember(CommonCodec.write(prepared.member()))
            .setWorker(refs.write(prepared.worker()))
            .setRing(refs.write(prepared.ring()))
            .setPreparation(CoordinatorWire.Preparation.newBuilder()
                .setTrainSamples(prepared.preparation().trainSamples())
                .setEvalSamples(prepared.preparation().evalSamples())
                .setDataFingerprint(prepared.preparation().dataFingerprint())
                .setParameters(prepared.preparation().parameters())
                .setParameterDigest(prepared.preparation().parameterDigest()))
            .build();
    }

    Prepared read(CoordinatorWire.Prepared wire) {
        CoordinatorWire.Preparation found = wire.getPreparation();
        return new Prepared(
            new RunId(wire.getRun()),
            CommonCodec.read(wire.getMember()),
            refs.read(wire.getWorker()),
            refs.read(wire.getRing()),
            new Preparation(
                found.getTrainSamples(),
                found.getEvalSamples(),
                found.getDataFingerprint(),
                found.getParameters(),
                found.getParameterDigest()));
    }

    private static CoordinatorWire.Formed write(Formed formed) {
        return CoordinatorWire.Formed.newBuilder()
            .setRun(formed.run().value())
            .setGeneration(formed.generation().number())
            .setIncarnation(CommonCodec.write(formed.incarnation()))
            .setCommitted(formed.committed().number())
            .build();
    }

    static Formed read(CoordinatorWire.Formed wire) {
        return new Formed(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            CommonCodec.read(wire.getIncarnation()),
            new Step(wire.getCommitted()));
    }

    private static CoordinatorWire.StepDone write(StepDone done) {
        return CoordinatorWire.StepDone.newBuilder()
            .setRun(done.run().value())
            .setGeneration(done.generation().number())
            .setRank(done.rank().index())
            .setStep(done.step().number())
            .addAllLosses(write(done.losses()))
            .setCalibrated(done.calibrated())
            .setTimings(CoordinatorWire.Timings.newBuilder()
                .setLoadNanos(CommonCodec.nanos(done.timings().load()))
                .setComputeNanos(CommonCodec.nanos(done.timings().compute()))
                .setHiddenNanos(CommonCodec.nanos(done.timings().exchange().hidden()))
                .setExposedNanos(CommonCodec.nanos(done.timings().exchange().exposed()))
                .setWaitNanos(CommonCodec.nanos(done.timings().exchange().waiting()))
                .setUpdateNanos(CommonCodec.nanos(done.timings().update())))
            .setTraffic(CoordinatorWire.Traffic.newBuilder()
                .setChunks(done.traffic().chunks())
                .setBytes(done.traffic().bytes()))
            .build();
    }

    static StepDone read(CoordinatorWire.StepDone wire) {
        CoordinatorWire.Timings timings = wire.getTimings();
        return new StepDone(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            new Rank(wire.getRank()),
            new Step(wire.getStep()),
            read(wire.getLossesList()),
            wire.getCalibrated(),
            new Timings(
                Duration.ofNanos(timings.getLoadNanos()),
                Duration.ofNanos(timings.getComputeNanos()),
                new Timings.Exchange(Duration.ofNanos(timings.getHiddenNanos()), Duration.ofNanos(timings.getExposedNanos()),
                    Duration.ofNanos(timings.getWaitNanos())),
                Duration.ofNanos(timings.getUpdateNanos())),
            new Traffic(wire.getTraffic().getChunks(), wire.getTraffic().getBytes()));
    }

    private static CoordinatorWire.Evaluated write(Evaluated evaluated) {
        return CoordinatorWire.Evaluated.newBuilder()
            .setRun(evaluated.run().value())
            .setGeneration(evaluated.generation().number())
            .setRank(evaluated.rank().index())
            .setEpoch(evaluated.epoch())
            .addAllLosses(write(evaluated.losses()))
            .setDigest(evaluated.digest())
            .addAllMetrics(evaluated.metrics().stream().map(MetricCodec::write).toList())
            .build();
    }

    static Evaluated read(CoordinatorWire.Evaluated wire) {
        return new Evaluated(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            new Rank(wire.getRank()),
            wire.getEpoch(),
            read(wire.getLossesList()),
            wire.getMetricsList().stream().map(MetricCodec::read).toList(),
            wire.getDigest());
    }

    private static List<CoordinatorWire.ShardLoss> write(List<ShardLoss> losses) {
        return losses.stream().map(loss -> CoordinatorWire.ShardLoss.newBuilder()
            .setShard(loss.shard())
            .setSum(loss.sum())
            .setWeight(loss.weight())
            .setSamples(loss.samples())
            .build()).toList();
    }

    private static List<ShardLoss> read(List<CoordinatorWire.ShardLoss> wire) {
        return wire.stream().map(loss -> new ShardLoss(loss.getShard(), loss.getSum(), loss.getWeight(), loss.getSamples())).toList();
    }

    private static CoordinatorWire.Stalled write(Stalled stalled) {
        return CoordinatorWire.Stalled.newBuilder()
            .setRun(stalled.run().value())
            .setGeneration(stalled.generation().number())
            .setRank(stalled.rank().index())
            .setStep(stalled.step().number())
            .setWaitsFor(stalled.waitsFor().index())
            .setWhat(CommonCodec.sentence(stalled.what()))
            .setSilentNanos(CommonCodec.nanos(stalled.silent()))
            .build();
    }

    static Stalled read(CoordinatorWire.Stalled wire) {
        return new Stalled(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            new Rank(wire.getRank()),
            new Step(wire.getStep()),
            new Rank(wire.getWaitsFor()),
            wire.getWhat(),
            Duration.ofNanos(wire.getSilentNanos()));
    }

    private static CoordinatorWire.WorkerFailed write(WorkerFailed failed) {
        return CoordinatorWire.WorkerFailed.newBuilder()
            .setRun(failed.run().value())
            .setMember(CommonCodec.write(failed.member()))
            .setStep(failed.step().number())
            .setReason(CommonCodec.sentence(failed.reason()))
            .build();
    }

    static WorkerFailed read(CoordinatorWire.WorkerFailed wire) {
        return new WorkerFailed(
            new RunId(wire.getRun()), CommonCodec.read(wire.getMember()), new Step(wire.getStep()), wire.getReason());
    }

    private static CoordinatorWire.Leave write(Leave leave) {
        return CoordinatorWire.Leave.newBuilder()
            .setRun(leave.run().value())
            .setIncarnation(CommonCodec.write(leave.incarnation()))
            .setReason(CommonCodec.sentence(leave.reason()))
            .build();
    }

    static Leave read(CoordinatorWire.Leave wire) {
        return new Leave(new RunId(wire.getRun()), CommonCodec.read(wire.getIncarnation()), wire.getReason());
    }

    private static CoordinatorWire.Stop write(Stop stop) {
        return CoordinatorWire.Stop.newBuilder()
            .setRun(stop.run().value())
            .setOutcome(CommonCodec.write(stop.outcome()))
            .setReason(CommonCodec.sentence(stop.reason()))
            .build();
    }

    static Stop read(CoordinatorWire.Stop wire) {
        return new Stop(new RunId(wire.getRun()), CommonCodec.read(wire.getOutcome()), wire.getReason());
    }
}
