package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import java.lang.foreign.MemorySegment;

/// Counts the training batches that a module has seen, as an int64 scalar: `num_batches_tracked`.
///
/// All shards of a step are one batch, counted by whoever commits the step.
public final class BatchCounter extends Buffer {

    public BatchCounter() {
        super(Shape.SCALAR, DType.INT64, Initializer.constant(0));
    }

    public long value() {
        return tensor().toLongArray()[0];
    }

    /// To be called once in each training forward.
    public void follow() {
        if (!StepContext.isSharded()) {
            increment();
        }
    }

    void increment() {
        tensor().backend().upload(MemorySegment.ofArray(new long[] {value() + 1}), tensor());
    }

    /// Counts stay int64 in whatever dtype a module computes.
    @Override
    DType dtypeIn(DType computed) {
        return DType.INT64;
    }
}
