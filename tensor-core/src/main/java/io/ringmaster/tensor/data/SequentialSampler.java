package io.ringmaster.tensor.data;

/// First to last, in every epoch.
public record SequentialSampler(long size) implements Sampler {

    @Override
    public SampleOrder order(long seed, long epoch) {
        return SampleOrder.sequential(size);
    }
}
