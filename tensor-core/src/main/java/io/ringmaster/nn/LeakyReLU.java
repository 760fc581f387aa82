package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = max(x, 0) + slope min(x, 0)`.
public final class LeakyReLU extends Layer {

    private final double slope;

    /// With slope 0.01.
    public LeakyReLU() {
        this(0.01);
    }

    public LeakyReLU(double slope) {
        this.slope = slope;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.leakyRelu(slope);
    }

    @Override
    protected String describe() {
        return "slope = " + slope;
    }
}
