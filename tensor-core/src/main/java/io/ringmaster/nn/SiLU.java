package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = x sigmoid(x)`, also called swish.
public final class SiLU extends Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.silu();
    }
}
