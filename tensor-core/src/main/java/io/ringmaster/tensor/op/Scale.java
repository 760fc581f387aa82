package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;

/// `y = factor x`.
public record Scale(double factor) implements UnaryOp {

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.zip(Binary.MULTIPLY, x, factor, y);
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.zip(Binary.MULTIPLY, dy, factor, dx));
    }
}
