package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = exp(x) / sum(exp(x))` along one dim.
public final class Softmax extends Layer {

    private final int dim;

    /// @param dim counted from the front, or with -1 and below from the back
    public Softmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softmax(dim);
    }

    @Override
    protected String describe() {
        return "dim " + dim;
    }
}
