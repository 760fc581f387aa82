package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.OptimizerConfig;
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
            .setModel(write(job.model()))
            .setData(write(job.data()))
            .setTraining(write(job.training()))
            .setOptimizer(write(job.optimizer()))
            .setCluster(write(job.cluster()))
            .setCollective(write(job.collective()))
            .build();
    }

    static JobConfig read(JobWire.Job wire) {
        return new JobConfig(
            wire.getName(),
            wire.getSeed(),
            read(wire.getModel()),
            read(wire.getData()),
            read(wire.getTraining()),
            read(wire.getOptimizer()),
            read(wire.getCluster()),
            read(wire.getCollective()));
    }

    private static JobWire.Model write(ModelConfig model) {
        return switch (model) {
            case ModelConfig.Mlp(var layers, var dropout) -> JobWire.Model.newBuilder()
                .setMlp(JobWire.Mlp.newBuilder().addAllLayers(layers).setDropout(dropout))
                .build();
        };
    }

    private static ModelConfig read(JobWire.Model wire) {
        return switch (wire.getKindCase()) {
            case MLP -> new ModelConfig.Mlp(wire.getMlp().getLayersList(), wire.getMlp().getDropout());
            case KIND_NOT_SET -> throw unset("model");
        };
    }

    private static JobWire.Data write(DataConfig data) {
        JobWire.Data.Builder wire = JobWire.Data.newBuilder();
        switch (data) {
            case DataConfig.Digits digits -> wire.getDigitsBuilder()
                .setTrainSamples(digits.trainSamples())
                .setEvalSamples(digits.evalSamples());
            case DataConfig.Idx idx -> wire.getIdxBuilder()
                .setDirectory(idx.directory())
                .setImages(idx.images())
                .setLabels(idx.labels())
                .setEvalImages(idx.evalImages())
                .setEvalLabels(idx.evalLabels())
                .setTrainSamples(idx.trainSamples())
                .setEvalSamples(idx.evalSamples());
        }
        return wire.build();
    }

    private static DataConfig read(JobWire.Data wire) {
        return switch (wire.getKindCase()) {
            case DIGITS -> new DataConfig.Digits(wire.getDigits().getTrainSamples(), wire.getDigits().getEvalSamples());
            case IDX -> read(wire.getIdx());
            case KIND_NOT_SET -> throw unset("data");
        };
    }

    private static DataConfig.Idx read(JobWire.Idx wire) {
        return new DataConfig.Idx(
            wire.getDirectory(),
            wire.getImages(),
            wire.getLabels(),
            wire.getEvalImages(),
            wire.getEvalLabels(),
            wire.getTrainSamples(),
            wire.getEvalSamples());
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
            .build();
    }

    private static TrainingConfig read(JobWire.Training wire) {
        return new TrainingConfig(wire.getEpochs(), wire.getBatch(), wire.getShards(), switch (wire.getReduction()) {
            case REDUCTION_EXACT -> GradientReduction.EXACT;
            case REDUCTION_FLOAT32 -> GradientReduction.FLOAT32;
            case REDUCTION_UNSPECIFIED, UNRECOGNIZED -> throw unset("training.reduction");
        });
    }

    private static JobWire.Optimizer write(OptimizerConfig optimizer) {
        return switch (optimizer) {
            case OptimizerConfig.Sgd(var learningRate, var momentum, var weightDecay) -> JobWire.Optimizer.newBuilder()
                .setSgd(JobWire.Sgd.newBuilder()
                    .setLearningRate(learningRate)
                    .setMomentum(momentum)
                    .setWeightDecay(weightDecay))
                .build();
        };
    }

    private static OptimizerConfig read(JobWire.Optimizer wire) {
        return switch (wire.getKindCase()) {
            case SGD -> new OptimizerConfig.Sgd(
                wire.getSgd().getLearningRate(), wire.getSgd().getMomentum(), wire.getSgd().getWeightDecay());
            case KIND_NOT_SET -> throw unset("optimizer");
        };
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

    private static MalformedMessageException unset(String choice) {
        return new MalformedMessageException("the job's " + choice + " is missing or of a kind that is unknown here");
    }
}
