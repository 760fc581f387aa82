package io.ringmaster.tensor.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// Fills the caller's memory with the samples of a batch.
///
/// Thread: immutable, so any number at once, each with memory of its own.
public record BatchReader(Dataset dataset, SampleOrder order) {

    public BatchReader {
        if (order.size() != dataset.size()) {
            throw new IllegalArgumentException("the order visits " + order.size() + " samples, the data set has "
                    + dataset.size() + "; they must be equal");
        }
    }

    /// The bytes that the features of `samples` samples take.
    public long featureBytes(long samples) {
        return Math.multiplyExact(Math.multiplyExact(samples, dataset.features().elements()), (long) Float.BYTES);
    }

    /// The bytes that the labels of `samples` samples take.
    public static long labelBytes(long samples) {
        return Math.multiplyExact(samples, (long) Long.BYTES);
    }

    /// Reads the samples at the positions `from` to `to` - 1 of the order.
    ///
    /// Shapes: features [N, ...] float32, labels [N] int64, with N = to - from. Memory beyond them is left alone.
    public void read(long from, long to, MemorySegment features, MemorySegment labels) {
        Objects.checkFromToIndex(from, to, order.size());
        long samples = to - from;
        requireRoom("features", features, featureBytes(samples));
        requireRoom("labels", labels, labelBytes(samples));
        long sampleBytes = featureBytes(1);
        for (long n = 0; n < samples; n++) {
            long index = order.sampleAt(from + n);
            dataset.read(index, features, n * sampleBytes);
            labels.set(ValueLayout.JAVA_LONG_UNALIGNED, labelBytes(n), dataset.label(index));
        }
    }

    private static void requireRoom(String what, MemorySegment memory, long bytes) {
        if (memory.byteSize() < bytes) {
            throw new IllegalArgumentException("the batch's " + what + " take " + bytes + " bytes, the memory given has "
                    + memory.byteSize());
        }
    }
}
