package io.ringmaster.worker;

import io.ringmaster.metric.Accuracy;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.StepContext;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.BatchMemory;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.SampleOrder;
import io.ringmaster.tensor.plan.PlannedStep;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateDigest;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// One worker's copy of the model with its optimizer, and the step it stands at.
///
/// State: parameters, gradients and moments in native memory, freed by [#close].
/// Thread: the compute thread alone.
final class Replica implements AutoCloseable {

    private static final int MOST_SAMPLES = 512;
    private static final long MOST_TARGETS = 1 << 13;
    private static final long MOST_VALUES = 1 << 20;

    private final Device device;
    private final long seed;
    private final JobModel model;
    private final ParameterBuffer parameters;
    private final Descent descent;
    private final GradientSum gradientSum;
    private final PlannedStep planned;
    private Step committed = Step.INITIAL;

    /// What an evaluation found.
    record Score(List<ShardLoss> losses, long correct) {}

    private Replica(JobConfig job, Device device, JobModel model, ParameterBuffer parameters) {
        this.device = device;
        this.seed = job.seed();
        this.model = model;
        this.parameters = parameters;
        descent = Descent.of(job, parameters);
        gradientSum = GradientSum.over(parameters, job.training());
        planned = PlannedStep.on(device);
    }

    /// A replica at the job's initial state. Throws [ConfigException] where the model can't take the data.
    static Replica build(JobConfig job, TrainingData data, Device device) {
        if (!Backends.of(device).sharesHostMemory()) {
            throw new ConfigException("", "device %s keeps its memory to itself; workers need one that shares the host's, such as cpu"
                .formatted(device));
        }
        JobModel model = JobModel.build(job.model(), data);
        Layer net = model.net().to(device).initialize(job.seed());
        return new Replica(job, device, model, ParameterBuffer.flatten(net));
    }

    /// The step whose state this is.
    Step committed() {
        return committed;
    }

    long parameterCount() {
        return model.net().parameterCount();
    }

    /// How a step's gradients come together in this replica's.
    GradientSum gradientSum() {
        return gradientSum;
    }

    /// Adds one shard's part of the gradient of the step's mean loss, and returns the sum of its samples' losses.
    ///
    /// @param globalSamples what the mean is taken over
    double accumulate(Batch batch, Step step, int shard, int globalSamples) {
        if (batch.samples() == 0) {
            return 0;
        }
        try (Scope _ = Scope.open()) {
            double weight = (double) batch.samples() / globalSamples;
            model.net().train();
            Tensor loss = planned.run(() -> StepContext.ofShard(seed, step.number(), shard, weight).call(() -> {
                Tensor mean = Loss.crossEntropy(model.scores(batch.featuresOn(device)), JobModel.rows(batch.targetsOn(device)));
                mean.backward(weight);
                return mean;
            }));
            return loss.item() * batch.samples();
        }
    }

    /// Follows the gradients, which makes this the state of `step`.
    void update(Step step) {
        descent.follow(step);
        parameters.commitStatistics();
        gradientSum.commit();
        committed = step;
    }

    /// Judges the targets of samples, shard by shard: how a shard is cut into batches does not depend on who evaluates the others.
    Score evaluate(Dataset dataset, List<ShardSlice> slices) {
        BatchReader reader = new BatchReader(dataset, SampleOrder.sequential(dataset.size()));
        List<ShardLoss> losses = new ArrayList<>();
        long correct = 0;
        int most = evaluationBatch(dataset);
        model.net().eval();
        try (NoGrad _ = NoGrad.open(); BatchMemory memory = BatchMemory.of(Backends.of(device).allocator(), dataset)) {
            for (ShardSlice slice : slices) {
                double lossSum = 0;
                for (long at = slice.from(); at < slice.to(); at += most) {
                    Batch batch = memory.room((int) Math.min(most, slice.to() - at));
                    reader.read(at, at + batch.samples(), batch);
                    Judgement judgement = judge(batch);
                    lossSum += judgement.lossSum();
                    correct += judgement.correct();
                }
                losses.add(new ShardLoss(slice.shard(), lossSum, targets(dataset, slice.samples())));
            }
        }
        return new Score(losses, correct);
    }

    private record Judgement(double lossSum, long correct) {}

    private Judgement judge(Batch batch) {
        try (Scope _ = Scope.open()) {
            Tensor labels = JobModel.rows(batch.targetsOn(device));             // [R]
            Tensor scores = model.scores(batch.featuresOn(device));             // [R, C]
            return new Judgement(
                Loss.crossEntropy(scores, labels).item() * labels.elements(), Accuracy.of(scores, labels).correct());
        }
    }

    /// How many samples are judged at once: the more there is of each, the fewer.
    private static int evaluationBatch(Dataset dataset) {
        long bySize = MOST_VALUES / Math.max(1, dataset.features().elements());
        long byTargets = MOST_TARGETS / Math.max(1, dataset.target().elements());
        return Math.clamp(Math.min(bySize, byTargets), 1, MOST_SAMPLES);
    }

    private static int targets(Dataset dataset, int samples) {
        return Math.toIntExact(samples * dataset.target().elements());
    }

    /// Of all parameters, names and shapes.
    String digest() {
        return StateDigest.of(StateImage.modelTensors("", parameters));
    }

    MemorySegment encode(StateKind kind) {
        return StateImage.encode(switch (kind) {
            case MODEL -> StateImage.modelTensors("", parameters);
            case FULL -> StateImage.fullTensors(parameters, descent.optimizer(), gradientSum);
        }, committed);
    }

    /// Takes over a full state: all of it, or nothing and [StateFileException].
    ///
    /// @param name how errors name it
    void restore(String name, MemorySegment image) {
        try (SafetensorsFile file = SafetensorsFile.of(name, image)) {
            List<StoredTensor> own = StateImage.fullTensors(parameters, descent.optimizer(), gradientSum);
            Step step = StateImage.step(file, name);
            StateImage.check(file, name, own);
            gradientSum.check(file, name);
            StateImage.copy(file, own);
            committed = step;
        }
    }

    /// Takes over a model's parameters: all of them, or nothing and [StateFileException].
    ///
    /// @param name how errors name it
    void load(String name, SafetensorsFile file) {
        List<StoredTensor> own = StateImage.modelTensors("", parameters);
        StateImage.check(file, name, own);
        StateImage.copy(file, own);
    }

    @Override
    public void close() {
        planned.close();
        gradientSum.close();
        descent.close();
        parameters.close();
    }
}
