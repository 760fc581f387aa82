package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.op.Dropout;
import io.ringmaster.tensor.op.Linear;
import io.ringmaster.tensor.op.LogSoftmax;

/// What the layers of neural networks compute.
sealed interface TensorLayers permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// `this weightᵀ + bias`. Shapes: this [B, I], weight [O, I], bias [O] → [B, O].
    default Tensor linear(Tensor weight, Tensor bias) {
        return Autograd.apply(new Linear(), self(), weight, bias);
    }

    default Tensor dropout(DropoutMask mask) {
        return Autograd.apply(new Dropout(mask), self());
    }

    /// Over the last dim.
    default Tensor logSoftmax() {
        return Autograd.apply(new LogSoftmax(), self());
    }
}
