package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;

/// The rule by which two shapes meet: aligned at the last dim, where sizes differ one of them is 1 and repeats.
final class Broadcast {

    private Broadcast() {}

    static Shape shape(Op op, Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        long[] dims = new long[rank];
        for (int back = 1; back <= rank; back++) {
            long one = back <= a.rank() ? a.dim(-back) : 1;
            long other = back <= b.rank() ? b.dim(-back) : 1;
            if (one != other && one != 1 && other != 1) {
                throw new ShapeException("%s: a is %s, b is %s; dim %d has sizes %d and %d, which must be equal or 1",
                    op.title(), a, b, -back, one, other);
            }
            dims[rank - back] = one == 1 ? other : one;
        }
        return Shape.of(dims);
    }

    /// The layout of whichever input has the result's shape and no gaps, or contiguous.
    static Layout layout(Op op, Tensor a, Tensor b) {
        Shape y = shape(op, a.shape(), b.shape());
        if (a.shape().equals(y) && a.layout().isDense()) {
            return a.layout().dense();
        }
        return b.shape().equals(y) ? b.layout().dense() : Layout.contiguous(y);
    }
}
