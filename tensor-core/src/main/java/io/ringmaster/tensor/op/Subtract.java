package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;

/// `y = a - b`, either repeated where the other is wider.
public record Subtract() implements BinaryOp {

    @Override
    public Shape shape(Shape a, Shape b) {
        return Broadcast.shape(this, a, b);
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        on.zip(Binary.SUBTRACT, a, b, y);
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> on.sum(dy, da),
            db -> on.sum(negated(on, dy), db));
    }

    private static Tensor negated(Backend on, Tensor dy) {
        Tensor negated = Tensor.empty(dy.shape(), dy.dtype(), on);
        on.zip(Binary.MULTIPLY, dy, -1, Output.set(negated));
        return negated;
    }
}
