package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// An op of three tensors, whose result has the first one's dtype.
public sealed interface TernaryOp extends Op permits
    Linear,
    NegativeLogLikelihood {

    Shape shape(Shape a, Shape b, Shape c);

    void forward(Backend on, List<Tensor> inputs, Output y);

    @Override
    default Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Shape shape = shape(inputs.get(0).shape(), inputs.get(1).shape(), inputs.get(2).shape());
        Tensor y = Tensor.empty(shape, inputs.getFirst().dtype(), on);
        forward(on, inputs, Output.set(y));
        return y;
    }
}
