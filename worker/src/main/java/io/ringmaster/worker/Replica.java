package io.ringmaster.worker;

import io.ringmaster.metric.Accuracy;
import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.nn.StepContext;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.tensor.DType;
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
import io.ringmaster.tensor.data.TensorType;
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

    private static final int EVALUATION_BATCH = 512;

    private final Device device;
    private final long seed;
    private final Layer model;
    private final ParameterBuffer parameters;
    private final Descent descent;
    private final GradientSum gradientSum;
    private Step committed = Step.INITIAL;

    /// What an evaluation found.
    record Score(List<ShardLoss> losses, long correct) {}

    private Replica(JobConfig job, Device device, Layer model, ParameterBuffer parameters) {
        this.device = device;
        this.seed = job.seed();
        this.model = model;
        this.parameters = parameters;
        descent = Descent.of(job, parameters);
        gradientSum = GradientSum.over(parameters, job.training());
    }

    /// A replica at the job's initial state. Throws [ConfigException] where the model can't take the data.
    static Replica build(JobConfig job, TrainingData data, Device device) {
        if (!Backends.of(device).sharesHostMemory()) {
            throw new ConfigException("", "device %s keeps its memory to itself; workers need one that shares the host's, such as cpu"
                .formatted(device));
        }
        Layer model = model(job.model(), data).to(device).initialize(job.seed());
        return new Replica(job, device, model, ParameterBuffer.flatten(model));
    }

    private static Layer model(ModelConfig config, TrainingData data) {
        return switch (config) {
            case ModelConfig.Mlp(var layers, var dropout) -> {
                requireFit(layers, data);
                long[] sizes = layers.stream().mapToLong(Integer::longValue).toArray();
                yield dropout == 0 ? Mlp.of(sizes) : withDropout(sizes, dropout);
            }
        };
    }

    private static void requireFit(List<Integer> layers, TrainingData data) {
        TensorType features = data.train().features();
        if (features.dtype() != DType.FLOAT32 || !data.train().target().equals(TensorType.LABEL)) {
            throw new ConfigException("model.kind",
                "model.kind is mlp but samples are %s with targets %s; an mlp takes values of float32 and one label, so use other data"
                    .formatted(features, data.train().target()));
        }
        long inputs = features.elements();
        if (layers.getFirst() != inputs || data.eval().features().elements() != inputs) {
            throw new ConfigException("model.layers",
                "model.layers is %s but samples have shape %s (evaluation: %s); the first layer must be %d, a sample's size"
                    .formatted(layers, features.shape(), data.eval().features().shape(), inputs));
        }
        if (layers.getLast() < data.classes()) {
            throw new ConfigException("model.layers",
                "model.layers is %s but labels go up to %d; the last layer must be %d or more, one for each class"
                    .formatted(layers, data.classes() - 1, data.classes()));
        }
    }

    private static Layer withDropout(long[] sizes, double dropout) {
        List<Layer> layers = new ArrayList<>();
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
            double weight = (double) batch.samples() / globalSamples;
            Tensor loss = StepContext.ofShard(seed, step.number(), shard, weight).call(() ->
                Loss.crossEntropy(model.train().forward(rows(batch)), batch.targetsOn(device)));
            loss.backward(weight);
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
                    reader.read(at, at + batch.samples(), batch);
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
            Tensor labels = batch.targetsOn(device);                          // [B]
            Tensor logits = model.forward(rows(batch));                       // [B, C]
            return new Judgement(
                Loss.crossEntropy(logits, labels).item() * batch.samples(), Accuracy.of(logits, labels).correct());
        }
    }

    /// Each sample's features as one row, as layers take them. Shapes: → [B, D].
    private Tensor rows(Batch batch) {
        return batch.featuresOn(device).flatten(1);
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
        gradientSum.close();
        descent.close();
        parameters.close();
    }
}
