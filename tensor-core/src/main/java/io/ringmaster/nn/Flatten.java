package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// All dims but the first as one. Shapes: x [B, ...] → [B, D].
public final class Flatten extends Layer {

    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(1);
    }
}
