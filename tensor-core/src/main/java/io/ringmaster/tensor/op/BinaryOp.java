package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// An op of two tensors of one floating dtype.
public sealed interface BinaryOp extends Op permits
    Add,
    MatMul,
    MeanSquaredError,
    Multiply,
    Subtract {

    Shape shape(Shape a, Shape b);

    /// How y lies in new memory.
    default Layout layout(Tensor a, Tensor b) {
        return Layout.contiguous(shape(a.shape(), b.shape()));
    }

    void forward(Backend on, Tensor a, Tensor b, Output y);

    Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy);

    @Override
    default Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        Tensor y = Tensor.empty(layout(a, b), a.dtype(), on);
        forward(on, a, b, Output.set(y));
        return y;
    }

    @Override
    default Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return backward(on, inputs.get(0), inputs.get(1), dy);
    }
}
