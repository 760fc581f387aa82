package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.Relu;

/// Functions of one element.
sealed interface TensorFunctions permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor relu() {
        return Autograd.apply(new Relu(), self());
    }
}
