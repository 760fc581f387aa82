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
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.BatchMemory;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.SampleOrder;
import io.ringmaster.tensor.data.TensorType;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateDigest;
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
    private final Optimizer optimizer;
    private final double learningRate;
    private Step committed = Step.INITIAL;

    /// What an evaluation found.
    record Score(double lossSum, long correct, long samples) {}

    private Replica(JobConfig job, Device device, Layer model, ParameterBuffer parameters) {
        this.device = device;
        this.seed = job.seed();
        this.model = model;
        this.parameters = parameters;
        OptimizerConfig.Sgd sgd = switch (job.optimizer()) {
            case OptimizerConfig.Sgd config -> config;
        };
        optimizer = Sgd.of(sgd.learningRate()).momentum(sgd.momentum()).weightDecay(sgd.weightDecay()).over(parameters);
        learningRate = sgd.learningRate();
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

    /// float32, of the step under way.
    MemorySegment gradients() {
        return parameters.gradients();
    }

    void zeroGradients() {
        parameters.zeroGradients();
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
        optimizer.step(learningRate);
        parameters.commitStatistics();
        committed = step;
    }

    /// Judges the samples `from` to `to` - 1.
    Score evaluate(Dataset dataset, long from, long to) {
        Backend backend = Backends.of(device);
        BatchReader reader = new BatchReader(dataset, SampleOrder.sequential(dataset.size()));
        double lossSum = 0;
        long correct = 0;
        model.eval();
        try (NoGrad _ = NoGrad.open(); BatchMemory memory = BatchMemory.of(backend.allocator(), dataset)) {
            for (long at = from; at < to; at += EVALUATION_BATCH) {
                Batch batch = memory.room((int) Math.min(EVALUATION_BATCH, to - at));
                reader.read(at, at + batch.samples(), batch);
                try (Scope _ = Scope.open()) {
                    Tensor labels = batch.targetsOn(device);                // [B]
                    Tensor logits = model.forward(rows(batch));            // [B, C]
                    lossSum += Loss.crossEntropy(logits, labels).item() * batch.samples();
                    correct += Accuracy.of(logits, labels).correct();
                }
            }
        }
        return new Score(lossSum, correct, to - from);
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
        return StateImage.encode(kind, parameters, optimizer, committed);
    }

    /// Takes over a full state.
    ///
    /// @param name how errors name it
    void restore(String name, MemorySegment image) {
        try (SafetensorsFile file = SafetensorsFile.of(name, image)) {
            committed = StateImage.restore(file, name, parameters, optimizer);
        }
    }

    /// Takes over a model's parameters.
    ///
    /// @param name how errors name it
    void load(String name, SafetensorsFile file) {
        StateImage.load(file, name, parameters);
    }

    @Override
    public void close() {
        optimizer.close();
        parameters.close();
    }
}
