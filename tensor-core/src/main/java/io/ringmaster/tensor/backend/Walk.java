package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.Shape;

/// Where an element lies.
public final class Walk {

    private Walk() {}

    /// The place in memory of element `index`, counted row by row through `shape`.
    public static long offset(long index, Shape shape, long[] strides) {
        long rest = index;
        long offset = 0;
        for (int dim = shape.rank() - 1; dim >= 0; dim--) {
            long size = shape.dim(dim);
            offset += rest % size * strides[dim];
            rest /= size;
        }
        return offset;
    }
}
