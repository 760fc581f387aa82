package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;

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
        if (!StepContext.isSharded() && !StepContext.isReplayed()) {
            increment();
        }
    }

    void increment() {
        Backends.current(tensor().backend()).run(new Elements.ZipScalar(Binary.ADD, tensor(), 1, Output.set(tensor())));
    }

    /// Counts stay int64 in whatever dtype a module computes.
    @Override
    DType dtypeIn(DType computed) {
        return DType.INT64;
    }
}
