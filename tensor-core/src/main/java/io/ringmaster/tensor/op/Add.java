package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;

/// `y = a + b`, either repeated where the other is wider.
public record Add() implements BinaryOp {

    @Override
    public Shape shape(Shape a, Shape b) {
        return Broadcast.shape(this, a, b);
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        on.zip(Binary.ADD, a, b, y);
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> on.sum(dy, da),
            db -> on.sum(dy, db));
    }
}
