package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.StepContext;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
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
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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
    private final List<Optimizer.Range> ranges;
    private final StepWeight weight;
    private final PlannedStep planned;
    private Step committed = Step.INITIAL;

    /// What a replica is made of.
    private record Parts(ParameterBuffer parameters, Descent descent, GradientSum gradientSum, StepWeight weight) {}

    private Replica(Device device, long seed, JobModel model, Parts parts) {
        this.device = device;
        this.seed = seed;
        this.model = model;
        parameters = parts.parameters;
        descent = parts.descent;
        gradientSum = parts.gradientSum;
        ranges = gradientSum.ranges();
        weight = parts.weight;
        planned = PlannedStep.watching(gradientSum.buckets().watched());
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
        JobConfig config = job.config();
        try (Unfinished made = new Unfinished()) {
            Layer net = made.add(model.net(), Layer::close).to(device).initialize(config.seed());
            double weightOfSample = Evaluation.of(model, device).weightOfFirst(data.train());
            ParameterBuffer parameters = ParameterBuffer.flatten(net);
            made.finish();   // the net's values are the buffer's now
            made.add(parameters, ParameterBuffer::close);
            Descent descent = made.add(Descent.of(job, model, data, parameters), Descent::close);
            GradientSum gradientSum = made.add(GradientSum.over(parameters, config), GradientSum::close);
            StepWeight weight = StepWeight.of(model.loss(), weightOfSample, config.training().shards(), device);
            made.finish();
            return new Replica(device, config.seed(), model, new Parts(parameters, descent, gradientSum, weight));
        }
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

    /// One shard of a step.
    record Shard(Batch batch, StepPlan plan, ShardSlice slice) {}

    /// Sets the gradients to one shard's part of the gradient of the step's loss, as if the step weighed what is assumed.
    ///
    /// @param adds     whether to add it to them instead
    /// @param complete is told of each bucket, from 0, once it is as this leaves it, while others are yet to come
    ShardLoss backward(Shard shard, boolean adds, IntConsumer complete) {
        Batch batch = shard.batch;
        int number = shard.slice.shard();
        if (batch.samples() == 0) {
            if (!adds) {
                parameters.zeroGradients();
            }
            IntStream.range(0, gradientSum.buckets().buckets().size()).forEach(complete);
            return new ShardLoss(number, 0, 0, 0);
        }
        try (Scope _ = Scope.open()) {
            int whole = shard.plan.globalSamples();
            double assumed = weight.assumed(whole);
            model.net().train();
            var what = new PlannedStep.Repeat(new Pass((double) batch.samples() / whole, assumed, adds), shard.plan.step().number(),
                number, List.of(batch.featuresOn(device), batch.targetsOn(device)));
            Function<List<Tensor>, List<Tensor>> body = adds
                ? given -> forwardAndBackward(what, given)
                : given -> parameters.replacingGradients(() -> forwardAndBackward(what, given));
            List<Tensor> loss = model.repeats()
                ? planned.repeat(what, body, complete) : planned.runAll(() -> body.apply(what.inputs()), complete);
            return new ShardLoss(number, loss.getFirst().item(), loss.getLast().item(), batch.samples());
        }
    }

    /// What a forward and backward depend on besides their inputs and random numbers.
    ///
    /// @param part of the step's samples
    private record Pass(double part, double assumedWeight, boolean adds) {}

    private List<Tensor> forwardAndBackward(PlannedStep.Repeat what, List<Tensor> given) {
        Pass pass = (Pass) what.key();
        return StepContext.ofShard(seed, what.step(), what.shard(), pass.part).call(() -> {
            JobModel.BatchLoss found = model.loss(given.getFirst(), given.getLast());
            found.sum().backward(1 / pass.assumedWeight);
            return List.of(found.sum(), found.weight());
        });
    }

    /// By how much the summed gradients are to be multiplied to be those of the step's mean loss, now that all workers can
    /// tell what their shards weigh.
    ///
    /// Throws [ConfigException] where nothing in the step counts.
    double weigh(StepPlan plan, List<ShardLoss> own, Exchange exchange) {
        return weight.assumed(plan.globalSamples()) / weight.settle(plan, own, exchange);
    }

    /// Follows the gradients, which makes this the state of `step`. The sums have all come, so that nobody's death can leave
    /// this half done.
    ///
    /// @param scale of the sums
    void update(Step step, double scale) {
        if (scale == 1 && gradientSum.isInRange() && descent.followsInRanges()) {
            for (int range = 0; range < ranges.size(); range++) {
                gradientSum.settle(range);
                descent.follow(step, ranges.get(range));
            }
            descent.end();
        } else {
            gradientSum.settle();
            scale(scale);
            descent.follow(step);
        }
        parameters.commitStatistics();
        gradientSum.commit(step);
        committed = step;
    }

    private void scale(double factor) {
        if (factor != 1) {
            try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open()) {
                Tensor gradients = parameters.gradientsTensor();
                gradients.assign(gradients.mul(factor));
            }
        }
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
