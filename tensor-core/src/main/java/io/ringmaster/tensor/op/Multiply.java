package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// `y = a * b`, either repeated where the other is wider.
public record Multiply() implements BinaryOp {

    @Override
    public Shape shape(Shape a, Shape b) {
        return Broadcast.shape(this, a, b);
    }

    @Override
    public Layout layout(Tensor a, Tensor b) {
        return Broadcast.layout(this, a, b);
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        on.run(new Elements.Zip(Binary.MULTIPLY, a, b, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> sumOfProducts(on, dy, b, da),
            db -> sumOfProducts(on, dy, a, db));
    }

    private static void sumOfProducts(Backend on, Tensor dy, Tensor other, Output to) {
        if (dy.shape().equals(to.tensor().shape())) {
            on.run(new Elements.Zip(Binary.MULTIPLY, dy, other, to));
            return;
        }
        Tensor products = Tensor.empty(dy.shape(), dy.dtype(), on);
        on.run(new Elements.Zip(Binary.MULTIPLY, dy, other, Output.set(products)));
        on.run(new Reductions.Sum(products, to));
    }
}
