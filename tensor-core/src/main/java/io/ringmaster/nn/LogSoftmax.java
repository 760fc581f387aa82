package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// `y = x - log(sum(exp(x)))` along one dim.
public final class LogSoftmax extends Layer {

    private final int dim;

    /// @param dim counted from the front, or with -1 and below from the back
    public LogSoftmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.logSoftmax(dim);
    }

    @Override
    protected String describe() {
        return "dim " + dim;
    }
}
