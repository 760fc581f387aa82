package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.util.Optional;

/// A buffer that follows a statistic of the training batches: `running += momentum (batch - running)`.
///
/// Source: as torch.nn.BatchNorm2d keeps `running_mean` and `running_var`.
public final class RunningStatistic extends Buffer {

    private final Pace pace;
    private Tensor sum;

    /// How fast running statistics move.
    private sealed interface Pace {

        /// Always by the same part.
        record Constant(double momentum) implements Pace {}

        /// By less with each batch, so that all of them count alike.
        record Averaging(BatchCounter batches) implements Pace {}
    }

    /// @param momentum how much of a batch's statistic is taken over, from 0 to 1
    public RunningStatistic(Shape shape, Initializer initializer, double momentum) {
        this(shape, initializer, new Pace.Constant(momentum));
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("a running statistic's momentum %s; it is from 0 to 1".formatted(momentum));
        }
    }

    /// The mean over all batches so far, instead of one that forgets.
    ///
    /// @param batches of the same module, which counts a batch after its statistics are followed
    public RunningStatistic(Shape shape, Initializer initializer, BatchCounter batches) {
        this(shape, initializer, new Pace.Averaging(batches));
    }

    private RunningStatistic(Shape shape, Initializer initializer, Pace pace) {
        super(shape, DType.FLOAT32, initializer);
        this.pace = pace;
    }

    /// How much of the next batch's statistic is taken over.
    public double momentum() {
        return switch (pace) {
            case Pace.Constant(double momentum) -> momentum;
            case Pace.Averaging(BatchCounter batches) -> 1.0 / (batches.value() + 1);
        };
    }

    /// Whether both take over the same part of each batch.
    boolean movesLike(RunningStatistic other) {
        return pace.equals(other.pace);
    }

    /// Takes in one batch's statistic. In the context of a shard it is only added, weighted, to what the step sums up;
    /// else the buffer moves at once.
    public void follow(Tensor batch) {
        if (StepContext.isReplayed()) {
            return;
        }
        Backend on = Backends.current(batch.backend());
        if (StepContext.isSharded()) {
            on.run(new Elements.ZipScalar(Binary.MULTIPLY, batch, StepContext.weightFor(this), Output.add(stepSum())));
        } else {
            on.run(new Updates.MoveTowards(momentum(), tensor(), batch));
            tensor().changed();
        }
    }

    private Tensor stepSum() {
        return Optional.ofNullable(sum).orElseThrow(() -> new IllegalStateException(
            "%s was followed by one shard of a step, but nothing sums up the shards; flatten the module into a "
                .formatted(title()) + "ParameterBuffer, or run the step whole, in StepContext.ofStep"));
    }

    /// Lets the values live in one slice of a buffer that another owns, and the step's sum in another.
    void moveInto(Tensor values, Tensor sum) {
        moveInto(values);
        this.sum = sum;
    }
}
