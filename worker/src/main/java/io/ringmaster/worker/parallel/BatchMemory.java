package io.ringmaster.worker.parallel;

import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;

/// Native memory for one batch, reused for the next and grown where that is larger.
///
/// Thread: one at a time.
public final class BatchMemory implements AutoCloseable {

    private final Allocator allocator;
    private final long width;
    private Block features;
    private Block labels;
    private int capacity = 1;

    private BatchMemory(Allocator allocator, long width) {
        this.allocator = allocator;
        this.width = width;
        features = allocator.allocate(width * Float.BYTES);
        labels = allocator.allocate(Long.BYTES);
    }

    public static BatchMemory of(Allocator allocator, Dataset dataset) {
        return new BatchMemory(allocator, dataset.features().elements());
    }

    /// Room for that many samples, of unknown content. Batches given before are void.
    public Batch room(int samples) {
        if (samples > capacity) {
            close();
            features = allocator.allocate(Math.multiplyExact(samples * width, (long) Float.BYTES));
            labels = allocator.allocate(BatchReader.labelBytes(samples));
            capacity = samples;
        }
        return new Batch(features.memory(), labels.memory(), capacity, width).slice(0, samples);
    }

    @Override
    public void close() {
        features.close();
        labels.close();
    }
}
