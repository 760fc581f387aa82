package io.ringmaster.tensor.data;

/// Every sample once, shuffled anew in every epoch.
public record RandomSampler(long size) implements Sampler {

    @Override
    public SampleOrder order(long seed, long epoch) {
        return new ShuffledOrder(seed, epoch, size);
    }
}
