package io.ringmaster.tensor.data;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Stacks samples in the caller's memory.
///
/// Thread: immutable, so any number at once, each with memory of its own.
public record BatchReader(Dataset dataset, SampleOrder order) {

    /// The bytes that the features of `samples` samples take.
    public long featureBytes(long samples) {
        return dataset.features().bytes(samples);
    }

    /// The bytes that the targets of `samples` samples take.
    public long targetBytes(long samples) {
        return dataset.target().bytes(samples);
    }

    /// Reads the samples at the positions `from` to `to` - 1 of the order.
    ///
    /// Shapes: features [N, ...], targets [N, ...] with N = to - from. Memory beyond them is left alone.
    public void read(long from, long to, MemorySegment features, MemorySegment targets) {
        Objects.checkFromToIndex(from, to, order.size());
        long samples = to - from;
        requireRoom("features", features, featureBytes(samples));
        requireRoom("targets", targets, targetBytes(samples));
        for (long n = 0; n < samples; n++) {
            long index = sampleAt(from + n);
            dataset.readFeatures(index, features, featureBytes(n));
            dataset.readTarget(index, targets, targetBytes(n));
        }
    }

    /// Reads the samples at the positions `from` to `to` - 1 into a batch that has room for them.
    public void read(long from, long to, Batch into) {
        read(from, to, into.features(), into.targets());
    }

    private long sampleAt(long position) {
        long index = order.sampleAt(position);
        if (index < 0 || index >= dataset.size()) {
            throw new IndexOutOfBoundsException("sample %d at place %d of an order for a data set of %d; samples are 0 to %d, so "
                .formatted(index, position, dataset.size(), dataset.size() - 1) + "mend the sampler");
        }
        return index;
    }

    private static void requireRoom(String what, MemorySegment memory, long bytes) {
        if (memory.byteSize() < bytes) {
            throw new IllegalArgumentException("the batch's " + what + " take " + bytes + " bytes, the memory given has "
                + memory.byteSize());
        }
    }
}
