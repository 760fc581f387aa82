package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.StepContext;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.TrainingConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.plan.PlannedStep;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateDigest;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;

/// One worker's copy of the model with its optimizer, and the step it stands at.
///
/// State: parameters, gradients and moments in native memory, freed by [#close].
/// Thread: the compute thread alone.
final class Replica implements AutoCloseable {

    private static final int MOST_REPORT_BYTES = 240 << 10;
    private static final int BYTES_OF_LOSS = 36;
    private static final int BYTES_OF_METRIC = 22;

    private final Device device;
    private final long seed;
    private final JobModel model;
    private final ParameterBuffer parameters;
    private final Descent descent;
    private final GradientSum gradientSum;
    private final StepWeight weight;
    private final PlannedStep planned;
    private Step committed = Step.INITIAL;

    private Replica(WorkerJob job, JobData data, Device device, JobModel model, ParameterBuffer parameters, double weightOfSample) {
        TrainingConfig training = job.config().training();
        this.device = device;
        this.seed = job.config().seed();
        this.model = model;
        this.parameters = parameters;
        descent = Descent.of(job, model, data, parameters);
        gradientSum = GradientSum.over(parameters, training);
        weight = StepWeight.of(model.loss(), weightOfSample, training.shards(), device);
        planned = PlannedStep.on(device);
    }

    /// A replica at the job's initial state. Throws [ConfigException] where the model can't take the data.
    static Replica build(WorkerJob job, JobData data, Device device) {
        if (!Backends.of(device).sharesHostMemory()) {
            throw new ConfigException("", "device %s keeps its memory to itself; workers need one that shares the host's, such as cpu"
                .formatted(device));
        }
        return of(job, job.model(data), data, device);
    }

    static Replica of(WorkerJob job, JobModel model, JobData data, Device device) {
        requireShortReports(job.config().training().shards(), model.metrics().size());
        Layer net = model.net().to(device).initialize(job.config().seed());
        double weightOfSample = Evaluation.of(model, device).weightOfFirst(data.train());
        return new Replica(job, data, device, model, ParameterBuffer.flatten(net), weightOfSample);
    }

    /// What a worker that has all shards reports of an evaluation fits into one message.
    private static void requireShortReports(int shards, int metrics) {
        int most = MOST_REPORT_BYTES / (BYTES_OF_LOSS + metrics * BYTES_OF_METRIC);
        if (shards > most) {
            throw new ConfigException("training.shards",
                "training.shards is %d but the job has %d metrics, so a worker's report would be too long; use at most %d"
                    .formatted(shards, metrics, most));
        }
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

    /// Adds one shard's part of the gradient of the step's loss, as if the step weighed what is assumed.
    ShardLoss accumulate(Batch batch, StepPlan plan, ShardSlice slice) {
        if (batch.samples() == 0) {
            return new ShardLoss(slice.shard(), 0, 0, 0);
        }
        try (Scope _ = Scope.open()) {
            double part = (double) batch.samples() / plan.globalSamples();
            model.net().train();
            double assumed = weight.assumed(plan.globalSamples());
            var what = new PlannedStep.Repeat(List.of(part, assumed), plan.step().number(), slice.shard(),
                List.of(batch.featuresOn(device), batch.targetsOn(device)));
            Function<List<Tensor>, List<Tensor>> body = given ->
                StepContext.ofShard(seed, what.step(), what.shard(), part).call(() -> {
                    JobModel.BatchLoss found = model.loss(given.getFirst(), given.getLast());
                    found.sum().backward(1 / assumed);
                    return List.of(found.sum(), found.weight());
                });
            List<Tensor> loss = model.repeats()
                ? planned.repeat(what, body) : planned.runAll(() -> body.apply(what.inputs()));
            return new ShardLoss(slice.shard(), loss.getFirst().item(), loss.getLast().item(), batch.samples());
        }
    }

    /// Makes the summed gradients those of the step's mean loss, now that all workers can tell what their shards weigh.
    ///
    /// Throws [ConfigException] where nothing in the step counts.
    void weigh(StepPlan plan, List<ShardLoss> own, Exchange exchange) {
        double assumed = weight.assumed(plan.globalSamples());
        double settled = weight.settle(plan, own, exchange);
        if (settled != assumed) {
            try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open()) {
                Tensor gradients = parameters.gradientsTensor();
                gradients.assign(gradients.mul(assumed / settled));
            }
        }
    }

    /// Follows the gradients, which makes this the state of `step`.
    void update(Step step) {
        descent.follow(step);
        parameters.commitStatistics();
        gradientSum.commit();
        committed = step;
    }

    /// Judges samples, shard by shard.
    Evaluation.Score evaluate(Dataset dataset, List<ShardSlice> slices) {
        return Evaluation.of(model, device).score(dataset, slices);
    }

    /// The rate of the steps to come.
    EvaluatedRate rate() {
        return descent.rate();
    }

    /// Of all parameters, names and shapes.
    String digest() {
        return StateDigest.of(StateImage.modelTensors("", parameters));
    }

    MemorySegment encode(StateKind kind) {
        return StateImage.encode(switch (kind) {
            case MODEL -> StateImage.modelTensors("", parameters);
            case FULL -> StateImage.fullTensors(parameters, descent, gradientSum);
        }, committed);
    }

    /// Takes over a full state: all of it, or nothing and [StateFileException].
    ///
    /// @param name how errors name it
    void restore(String name, MemorySegment image) {
        try (SafetensorsFile file = SafetensorsFile.of(name, image)) {
            List<StoredTensor> own = StateImage.fullTensors(parameters, descent, gradientSum);
            Step step = StateImage.step(file, name);
            StateImage.check(file, name, own);
            descent.rate().check(file, name);
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
        weight.close();
        gradientSum.close();
        descent.close();
        parameters.close();
    }
}
