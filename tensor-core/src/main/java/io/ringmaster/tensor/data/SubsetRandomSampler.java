package io.ringmaster.tensor.data;

/// Chosen samples once each, shuffled anew in every epoch.
public final class SubsetRandomSampler implements Sampler {

    private final long[] indices;

    public SubsetRandomSampler(long... indices) {
        this.indices = indices.clone();
    }

    @Override
    public SampleOrder order(long seed, long epoch) {
        SampleOrder shuffled = new ShuffledOrder(seed, epoch, indices.length);
        return SampleOrder.of(indices.length, position -> indices[(int) shuffled.sampleAt(position)]);
    }
}
