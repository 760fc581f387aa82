package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = x Φ(x)`, with the normal distribution's Φ.
public final class GELU extends Layer {

    private final boolean approximate;

    public GELU() {
        this(false);
    }

    private GELU(boolean approximate) {
        this.approximate = approximate;
    }

    /// As its authors approximate it by tanh, and as GPT-2 computes it.
    public static GELU byTanh() {
        return new GELU(true);
    }

    @Override
    public Tensor forward(Tensor x) {
        return approximate ? x.geluTanh() : x.gelu();
    }

    @Override
    protected String describe() {
        return approximate ? "by tanh" : "";
    }
}
