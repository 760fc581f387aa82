package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// An op that makes one element of many, along some dims. Takes any dtype.
public sealed interface ReductionOp extends UnaryOp permits
    Extreme,
    Norm,
    Product,
    Sum {

    Dims dims();

    /// Shapes: y as x with size 1 along the dims.
    void reduce(Backend on, Tensor x, Output y);

    /// Shapes: y and dy as x with size 1 along the dims.
    void spread(Backend on, Tensor x, Tensor y, Tensor dy, Output dx);

    @Override
    default void requireFloating(List<Tensor> inputs) {}

    @Override
    default Shape shape(Shape x) {
        return dims().result(x);
    }

    @Override
    default void forward(Backend on, Tensor x, Output y) {
        reduce(on, x, new Output(kept(x, y.tensor()), y.adds()));
    }

    @Override
    default Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> spread(on, x, kept(x, y), kept(x, dy), dx));
    }

    private Tensor kept(Tensor x, Tensor y) {
        return y.viewAs(y.layout().view(dims().over(x.shape())).orElseThrow());
    }
}
