package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;

/// `y = a * b`, either repeated where the other is wider.
public record Multiply() implements BinaryOp {

    @Override
    public Shape shape(Shape a, Shape b) {
        return Broadcast.shape(this, a, b);
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        on.zip(Binary.MULTIPLY, a, b, y);
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> sumOfProducts(on, dy, b, da),
            db -> sumOfProducts(on, dy, a, db));
    }

    private static void sumOfProducts(Backend on, Tensor dy, Tensor other, Output to) {
        if (dy.shape().equals(to.tensor().shape())) {
            on.zip(Binary.MULTIPLY, dy, other, to);
            return;
        }
        Tensor products = Tensor.empty(dy.shape(), dy.dtype(), on);
        on.zip(Binary.MULTIPLY, dy, other, Output.set(products));
        on.sum(products, to);
    }
}
