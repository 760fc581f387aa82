package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;

/// `y = max(x, 0)`.
public record Relu() implements UnaryOp {

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.map(Unary.RELU, x, y);
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.zip(Binary.RELU_GRADIENT, y, dy, dx));
    }
}
