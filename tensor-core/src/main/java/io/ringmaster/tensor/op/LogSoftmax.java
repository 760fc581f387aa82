package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Softmaxes;

/// `y = x - log(sum(exp(x)))` over the last dim.
public record LogSoftmax() implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        if (x.rank() == 0) {
            throw new ShapeException("logsoftmax: x is a scalar; it takes 1 dim or more");
        }
        return x;
    }

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Softmaxes.Log(x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Softmaxes.LogGradient(y, dy, dx)));
    }
}
