package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// `y = a - b`, either repeated where the other is wider.
public record Subtract() implements BinaryOp {

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
        on.run(new Elements.Zip(Binary.SUBTRACT, a, b, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> on.run(new Reductions.Sum(dy, da)),
            db -> on.run(new Reductions.Sum(negated(on, dy), db)));
    }

    private static Tensor negated(Backend on, Tensor dy) {
        Tensor negated = Tensor.empty(dy.shape(), dy.dtype(), on);
        on.run(new Elements.ZipScalar(Binary.MULTIPLY, dy, -1, Output.set(negated)));
        return negated;
    }
}
