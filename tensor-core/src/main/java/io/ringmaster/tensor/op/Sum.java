package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// Sums along the dims that `to` lacks or has with size 1. Shapes: x → y, of shape `to`.
public record Sum(Shape to) implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        if (!Broadcast.shape(this, x, to).equals(x)) {
            throw new ShapeException("sum: x is %s, which has no sum of shape %s", x, to);
        }
        return to;
    }

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Reductions.Sum(x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Elements.Copy(dy, dx)));
    }
}
