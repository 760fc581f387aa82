package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Softmaxes;

/// `y = x - log(sum(exp(x)))` along one dim.
///
/// @param dim counted from the front
public record LogSoftmax(int dim) implements UnaryOp {

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Softmaxes.Softmax(true, dim, x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Softmaxes.SoftmaxGradient(true, dim, y, dy, dx)));
    }
}
