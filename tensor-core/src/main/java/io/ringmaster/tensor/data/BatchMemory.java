package io.ringmaster.tensor.data;

import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Block;

/// Native memory for one batch, reused for the next and grown where that is larger.
///
/// Thread: one at a time.
public final class BatchMemory implements AutoCloseable {

    private final Allocator allocator;
    private final Dataset dataset;
    private Block features;
    private Block targets;
    private int capacity = 1;

    private BatchMemory(Allocator allocator, Dataset dataset) {
        this.allocator = allocator;
        this.dataset = dataset;
        features = allocator.allocate(dataset.features().bytes(1));
        targets = allocator.allocate(dataset.target().bytes(1));
    }

    /// For batches of a data set, or of any other with samples of its types.
    public static BatchMemory of(Allocator allocator, Dataset dataset) {
        return new BatchMemory(allocator, dataset);
    }

    /// Room for that many samples, of unknown content. Batches given before are void.
    public Batch room(int samples) {
        if (samples > capacity) {
            close();
            features = allocator.allocate(dataset.features().bytes(samples));
            targets = allocator.allocate(dataset.target().bytes(samples));
            capacity = samples;
        }
        return Batch.over(dataset, samples, features.memory(), targets.memory());
    }

    @Override
    public void close() {
        features.close();
        targets.close();
    }
}
