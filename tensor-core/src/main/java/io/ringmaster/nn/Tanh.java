package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = tanh(x)`.
public final class Tanh extends Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.tanh();
    }
}
