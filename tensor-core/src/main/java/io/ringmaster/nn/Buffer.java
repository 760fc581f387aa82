package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;

/// A tensor that belongs to a module's state but has no gradient: a mask, a table, a running statistic.
public sealed class Buffer extends StateTensor permits RunningStatistic, BatchCounter {

    Buffer(Shape shape, DType dtype, Initializer initializer) {
        super(shape, dtype, initializer);
    }

    @Override
    String title() {
        return "a buffer " + shape();
    }
}
