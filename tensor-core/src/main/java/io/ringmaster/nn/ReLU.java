package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = max(x, 0)`.
public final class ReLU extends Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
