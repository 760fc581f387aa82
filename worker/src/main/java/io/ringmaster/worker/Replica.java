package io.ringmaster.worker;

import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Accuracy;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.Module;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.nn.StepRandom;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.SampleOrder;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateDigest;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import io.ringmaster.worker.parallel.Batch;
import io.ringmaster.worker.parallel.BatchMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// One worker's copy of the model with its optimizer, and the step it stands at.
///
/// State: parameters, gradients and moments in native memory, freed by [#close].
/// Thread: the compute thread alone.
final class Replica implements AutoCloseable {

    private static final int EVALUATION_BATCH = 512;

    private final Device device;
    private final long seed;
    private final Module model;
    private final ParameterBuffer parameters;
    private final Optimizer optimizer;
    private final GradientSum gradientSum;
    private final double learningRate;
    private Step committed = Step.INITIAL;

    /// What an evaluation found.
    record Score(List<ShardLoss> losses, long correct) {}

    private Replica(JobConfig job, Device device, Module model, ParameterBuffer parameters) {
        this.device = device;
        this.seed = job.seed();
        this.model = model;
        this.parameters = parameters;
        OptimizerConfig.Sgd sgd = switch (job.optimizer()) {
            case OptimizerConfig.Sgd config -> config;
        };
        optimizer = Sgd.over(parameters, sgd.momentum(), sgd.weightDecay());
        gradientSum = GradientSum.over(parameters, job.training());
        learningRate = sgd.learningRate();
    }

    /// A replica at the job's initial state. Throws [ConfigException] where the model can't take the data.
    static Replica build(JobConfig job, TrainingData data, Device device) {
        if (!Backends.of(device).sharesHostMemory()) {
            throw new ConfigException("", "device %s keeps its memory to itself; workers need one that shares the host's, such as cpu"
                .formatted(device));
        }
        Module model = model(job.model(), data).to(device).initialize(job.seed());
        return new Replica(job, device, model, ParameterBuffer.flatten(model));
    }

    private static Module model(ModelConfig config, TrainingData data) {
        return switch (config) {
            case ModelConfig.Mlp(var layers, var dropout) -> {
                requireFit(layers, data);
                long[] sizes = layers.stream().mapToLong(Integer::longValue).toArray();
                yield dropout == 0 ? Mlp.of(sizes) : withDropout(sizes, dropout);
            }
        };
    }

    private static void requireFit(List<Integer> layers, TrainingData data) {
        long inputs = data.train().features().elements();
        if (layers.getFirst() != inputs || data.eval().features().elements() != inputs) {
            throw new ConfigException("model.layers",
                "model.layers is %s but samples have shape %s (evaluation: %s); the first layer must be %d, a sample's size"
                    .formatted(layers, data.train().features(), data.eval().features(), inputs));
        }
        if (layers.getLast() < data.classes()) {
            throw new ConfigException("model.layers",
                "model.layers is %s but labels go up to %d; the last layer must be %d or more, one for each class"
                    .formatted(layers, data.classes() - 1, data.classes()));
        }
    }

    private static Module withDropout(long[] sizes, double dropout) {
        List<Module> layers = new ArrayList<>();
        for (int layer = 1; layer < sizes.length; layer++) {
            if (layer > 1) {
                layers.add(new ReLU());
                layers.add(new Dropout(dropout));
            }
            layers.add(new Linear(sizes[layer - 1], sizes[layer]));
        }
        return new Sequential(layers);
    }

    /// The step whose state this is.
    Step committed() {
        return committed;
    }

    long parameterCount() {
        return parameters.elements();
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
            Tensor loss = StepRandom.within(seed, step.number(), shard, () ->
                Loss.crossEntropy(model.train().forward(batch.featuresOn(device)), batch.labelsOn(device)));
            loss.backward((double) batch.samples() / globalSamples);
            return loss.item() * batch.samples();
        }
    }

    /// Follows the gradients, which makes this the state of `step`.
    void update(Step step) {
        optimizer.step(learningRate);
        gradientSum.commit();
        committed = step;
    }

    /// Judges samples, shard by shard: how a shard is cut into batches does not depend on who evaluates the others.
    Score evaluate(Dataset dataset, List<ShardSlice> slices) {
        BatchReader reader = new BatchReader(dataset, SampleOrder.sequential(dataset.size()));
        List<ShardLoss> losses = new ArrayList<>();
        long correct = 0;
        model.eval();
        try (NoGrad _ = NoGrad.open(); BatchMemory memory = BatchMemory.of(Backends.of(device).allocator(), dataset)) {
            for (ShardSlice slice : slices) {
                double lossSum = 0;
                for (long at = slice.from(); at < slice.to(); at += EVALUATION_BATCH) {
                    Batch batch = memory.room((int) Math.min(EVALUATION_BATCH, slice.to() - at));
                    reader.read(at, at + batch.samples(), batch.features(), batch.labels());
                    Judgement judgement = judge(batch);
                    lossSum += judgement.lossSum();
                    correct += judgement.correct();
                }
                losses.add(new ShardLoss(slice.shard(), lossSum, slice.samples()));
            }
        }
        return new Score(losses, correct);
    }

    private record Judgement(double lossSum, long correct) {}

    private Judgement judge(Batch batch) {
        try (Scope _ = Scope.open()) {
            Tensor labels = batch.labelsOn(device);                           // [B]
            Tensor logits = model.forward(batch.featuresOn(device));          // [B, C]
            return new Judgement(
                Loss.crossEntropy(logits, labels).item() * batch.samples(), Accuracy.correct(logits, labels));
        }
    }

    /// Of all parameters, names and shapes.
    String digest() {
        return StateDigest.of(StateImage.modelTensors("", parameters));
    }

    MemorySegment encode(StateKind kind) {
        return StateImage.encode(switch (kind) {
            case MODEL -> StateImage.modelTensors("", parameters);
            case FULL -> StateImage.fullTensors(parameters, optimizer, gradientSum);
        }, committed);
    }

    /// Takes over a full state: all of it, or nothing and [StateFileException].
    ///
    /// @param name how errors name it
    void restore(String name, MemorySegment image) {
        try (SafetensorsFile file = SafetensorsFile.of(name, image)) {
            List<StoredTensor> own = StateImage.fullTensors(parameters, optimizer, gradientSum);
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
        gradientSum.close();
        optimizer.close();
        parameters.close();
    }
}
