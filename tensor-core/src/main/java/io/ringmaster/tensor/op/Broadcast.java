package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;

/// Where what two tensors make together lies, by the rule of [Shape#broadcast].
final class Broadcast {

    private Broadcast() {}

    static Shape shape(Op op, Shape a, Shape b) {
        return Shape.broadcast(op.title(), a, b);
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
