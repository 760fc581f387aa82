package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// An op of one floating tensor.
public sealed interface UnaryOp extends Op permits
    Contiguous,
    Dropout,
    LogSoftmax,
    Relu,
    Scale,
    Sum {

    default Shape shape(Shape x) {
        return x;
    }

    /// How y lies in new memory: as x does, where the shapes are equal.
    default Layout layout(Tensor x) {
        Shape y = shape(x.shape());
        return y.equals(x.shape()) ? x.layout().dense() : Layout.contiguous(y);
    }

    void forward(Backend on, Tensor x, Output y);

    Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy);

    @Override
    default Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor x = inputs.getFirst();
        Tensor y = Tensor.empty(layout(x), x.dtype(), on);
        forward(on, x, Output.set(y));
        return y;
    }

    @Override
    default Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return backward(on, inputs.getFirst(), y, dy);
    }
}
