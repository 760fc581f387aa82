package io.ringmaster.coordinator.plan;

import io.ringmaster.proto.Step;

/// All the work of a run in its one order: for each epoch its steps, then an evaluation.
///
/// It depends on the job and the data alone, so an item's index names the same work in every generation.
///
/// @param batch the global batch; an epoch's last step takes what is left of it
public record Program(long trainSamples, long evalSamples, int epochs, int batch) {

    /// One piece of work for all workers together.
    public sealed interface Item {

        /// The positions `from` to `to` - 1 of the epoch's order.
        record Train(Step step, int epoch, long from, long to) implements Item {}

        /// All evaluation samples, after `step`.
        record Evaluate(Step step, int epoch) implements Item {}
    }

    public Program {
        if (trainSamples < 1 || evalSamples < 0 || epochs < 1 || batch < 1) {
            throw new IllegalArgumentException(
                "%d epochs of %d samples in batches of %d, %d to evaluate; a run has at least one step"
                    .formatted(epochs, trainSamples, batch, evalSamples));
        }
    }

    public long stepsPerEpoch() {
        return Math.ceilDiv(trainSamples, (long) batch);
    }

    public long steps() {
        return epochs * stepsPerEpoch();
    }

    public long items() {
        return epochs * (stepsPerEpoch() + 1);
    }

    public Item at(long index) {
        long within = index % (stepsPerEpoch() + 1);
        int epoch = Math.toIntExact(index / (stepsPerEpoch() + 1)) + 1;
        long stepsBefore = (epoch - 1) * stepsPerEpoch();
        if (within == stepsPerEpoch()) {
            return new Item.Evaluate(new Step(stepsBefore + within), epoch);
        }
        return new Item.Train(
            new Step(stepsBefore + within + 1), epoch, within * batch, Math.min(trainSamples, (within + 1) * batch));
    }

    public long indexOfStep(Step step) {
        long before = step.number() - 1;
        return before + before / stepsPerEpoch();
    }

    public long indexOfEvaluation(int epoch) {
        return epoch * (stepsPerEpoch() + 1) - 1;
    }

    /// The state that all members stand at once the first `items` items are done.
    public Step stepAfter(long items) {
        return items == 0 ? Step.INITIAL : switch (at(items - 1)) {
            case Item.Train(var step, _, _, _) -> step;
            case Item.Evaluate(var step, _) -> step;
        };
    }
}
