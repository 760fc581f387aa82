package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.MatMul;

/// Products of matrices.
sealed interface TensorProducts permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor matmul(Tensor other) {
        return Autograd.apply(new MatMul(), self(), other);
    }
}
