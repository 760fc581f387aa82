package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.op.Dropout;
import io.ringmaster.tensor.op.Linear;
import io.ringmaster.tensor.op.LogSoftmax;
import io.ringmaster.tensor.op.Softmax;
import java.util.Arrays;

/// What the layers of neural networks compute.
sealed interface TensorLayers permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// `this weightᵀ`. Shapes: this [..., I], weight [O, I] → [..., O].
    default Tensor linear(Tensor weight) {
        return self().matmul(weight.t());
    }

    /// `this weightᵀ + bias`. Shapes: this [..., I], weight [O, I], bias [O] → [..., O].
    default Tensor linear(Tensor weight, Tensor bias) {
        Shape shape = self().shape();
        if (shape.rank() == 2 || shape.rank() == 0 || weight.shape().rank() != 2) {
            return Autograd.apply(new Linear(), self(), weight, bias);
        }
        long[] rows = {shape.elements() / Math.max(1, shape.dim(-1)), shape.dim(-1)};
        long[] result = Arrays.copyOf(shape.dims(), shape.rank());
        result[shape.rank() - 1] = weight.dim(0);
        return Scope.composed(() -> Autograd.apply(new Linear(), self().reshape(rows), weight, bias).view(result));
    }

    default Tensor dropout(DropoutMask mask) {
        return Autograd.apply(new Dropout(mask), self());
    }

    default Tensor softmax(int dim) {
        return Autograd.apply(new Softmax(self().shape().place(dim)), self());
    }

    default Tensor logSoftmax(int dim) {
        return Autograd.apply(new LogSoftmax(self().shape().place(dim)), self());
    }

    /// Along the last dim.
    default Tensor logSoftmax() {
        return logSoftmax(-1);
    }
}
