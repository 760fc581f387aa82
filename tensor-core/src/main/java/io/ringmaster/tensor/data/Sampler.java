package io.ringmaster.tensor.data;

/// Says which samples each epoch visits, and in which order.
///
/// [SequentialSampler], [RandomSampler], [SubsetRandomSampler] and [WeightedRandomSampler] are PyTorch's of these names.
/// A distributed one is not needed: the shards of a step are ranges of one order.
/// Thread: immutable, so any number at once.
@FunctionalInterface
public interface Sampler {

    /// One epoch's order, a function of seed and epoch alone.
    SampleOrder order(long seed, long epoch);
}
