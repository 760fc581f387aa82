package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = 1 / (1 + exp(-x))`.
public final class Sigmoid extends Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
