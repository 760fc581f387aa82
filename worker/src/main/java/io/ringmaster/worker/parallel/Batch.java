package io.ringmaster.worker.parallel;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/// Samples side by side in host memory that another owns. Each sample is one flat row.
///
/// Shapes: features [B, D] float32, labels [B] int64.
public record Batch(MemorySegment features, MemorySegment labels, int samples, long width) {

    /// The samples `from` to `to` - 1 of this batch.
    public Batch slice(int from, int to) {
        long row = width * Float.BYTES;
        return new Batch(
            features.asSlice(from * row, (to - from) * row),
            labels.asSlice((long) from * Long.BYTES, (long) (to - from) * Long.BYTES), to - from, width);
    }

    /// The features, for as long as the memory holds them.
    public Tensor featuresOn(Device device) {
        return Tensor.borrow(features, Shape.of(samples, width), DType.FLOAT32, device);   // [B, D]
    }

    /// The labels, for as long as the memory holds them.
    public Tensor labelsOn(Device device) {
        return Tensor.borrow(labels, Shape.of(samples), DType.INT64, device);   // [B]
    }
}
