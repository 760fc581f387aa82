package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CodeConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.TrainingConfig;
import io.ringmaster.proto.wire.JobWire;
import java.time.Duration;

/// A job's configuration.
final class JobCodec {

    private JobCodec() {}

    static JobWire.Job write(JobConfig job) {
        return JobWire.Job.newBuilder()
            .setName(job.name())
            .setSeed(job.seed())
            .setCodeJob(job.code().job())
            .setCodeJarDigest(job.code().jarDigest())
            .setModel(ModelCodec.write(job.model()))
            .setData(DataCodec.write(job.data()))
            .addAllLoss(ObjectiveCodec.writeLoss(job.objective().loss()))
            .addAllMetrics(ObjectiveCodec.writeMetrics(job.objective().metrics()))
            .setTraining(write(job.training()))
            .setOptimizer(OptimizerCodec.write(job.optimizer()))
            .setSchedule(ScheduleCodec.write(job.schedule()))
            .setCluster(write(job.cluster()))
            .setCollective(write(job.collective()))
            .build();
    }

    static JobConfig read(JobWire.Job wire) {
        return new JobConfig(
            wire.getName(),
            wire.getSeed(),
            new CodeConfig(wire.getCodeJob(), wire.getCodeJarDigest()),
            ModelCodec.read(wire.getModel()),
            DataCodec.read(wire.getData()),
            ObjectiveCodec.read(wire.getLossList(), wire.getMetricsList()),
            read(wire.getTraining()),
            OptimizerCodec.read(wire.getOptimizer()),
            ScheduleCodec.read(wire.getSchedule()),
            read(wire.getCluster()),
            read(wire.getCollective()));
    }

    private static JobWire.Training write(TrainingConfig training) {
        return JobWire.Training.newBuilder()
            .setEpochs(training.epochs())
            .setBatch(training.batch())
            .setShards(training.shards())
            .setReduction(switch (training.reduction()) {
                case EXACT -> JobWire.Reduction.REDUCTION_EXACT;
                case FLOAT32 -> JobWire.Reduction.REDUCTION_FLOAT32;
            })
            .setClipNorm(training.clipNorm())
            .setClipValue(training.clipValue())
            .build();
    }

    private static TrainingConfig read(JobWire.Training wire) {
        GradientReduction reduction = switch (wire.getReduction()) {
            case REDUCTION_EXACT -> GradientReduction.EXACT;
            case REDUCTION_FLOAT32 -> GradientReduction.FLOAT32;
            case REDUCTION_UNSPECIFIED, UNRECOGNIZED -> throw unset("training.reduction");
        };
        return new TrainingConfig(wire.getEpochs(), wire.getBatch(), wire.getShards(), reduction, wire.getClipNorm(),
            wire.getClipValue());
    }

    private static JobWire.Cluster write(ClusterConfig cluster) {
        return JobWire.Cluster.newBuilder()
            .setNodes(cluster.nodes())
            .setWorkersPerNode(cluster.workersPerNode())
            .setGatherTimeoutNanos(CommonCodec.nanos(cluster.gatherTimeout()))
            .setPrepareTimeoutNanos(CommonCodec.nanos(cluster.prepareTimeout()))
            .setStepTimeoutNanos(CommonCodec.nanos(cluster.stepTimeout()))
            .setLeaseSteps(cluster.leaseSteps())
            .build();
    }

    private static ClusterConfig read(JobWire.Cluster wire) {
        return new ClusterConfig(
            wire.getNodes(),
            wire.getWorkersPerNode(),
            Duration.ofNanos(wire.getGatherTimeoutNanos()),
            Duration.ofNanos(wire.getPrepareTimeoutNanos()),
            Duration.ofNanos(wire.getStepTimeoutNanos()),
            wire.getLeaseSteps());
    }

    private static JobWire.Collective write(CollectiveConfig collective) {
        return JobWire.Collective.newBuilder()
            .setChunkBytes(collective.chunkBytes())
            .setWindow(collective.window())
            .setBucketBytes(collective.bucketBytes())
            .setTimeoutNanos(CommonCodec.nanos(collective.timeout()))
            .build();
    }

    private static CollectiveConfig read(JobWire.Collective wire) {
        return new CollectiveConfig(
            wire.getChunkBytes(), wire.getWindow(), wire.getBucketBytes(), Duration.ofNanos(wire.getTimeoutNanos()));
    }

    static MalformedMessageException unset(String choice) {
        return new MalformedMessageException("the job's " + choice + " is missing or of a kind that is unknown here");
    }
}
