package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.Add;
import io.ringmaster.tensor.op.Multiply;
import io.ringmaster.tensor.op.Scale;
import io.ringmaster.tensor.op.Subtract;

/// Arithmetic, element by element; the smaller of two shapes repeats.
sealed interface TensorArithmetic permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor add(Tensor other) {
        return Autograd.apply(new Add(), self(), other);
    }

    default Tensor sub(Tensor other) {
        return Autograd.apply(new Subtract(), self(), other);
    }

    default Tensor mul(Tensor other) {
        return Autograd.apply(new Multiply(), self(), other);
    }

    default Tensor mul(double factor) {
        return Autograd.apply(new Scale(factor), self());
    }
}
