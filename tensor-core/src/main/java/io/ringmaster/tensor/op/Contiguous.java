package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// A copy without gaps, of any dtype.
public record Contiguous() implements UnaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {}

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.copy(x, y);
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.copy(dy, dx));
    }
}
