package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.kernel.Elements;

/// `y = max(x, 0)`.
public record Relu() implements UnaryOp {

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Elements.Map(Unary.RELU, x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Elements.Zip(Binary.RELU_GRADIENT, y, dy, dx)));
    }
}
