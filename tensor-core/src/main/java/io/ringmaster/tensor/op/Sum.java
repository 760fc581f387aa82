package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// Sums along some dims. Of bool and integers it is int64.
public record Sum(Dims dims) implements ReductionOp {

    @Override
    public DType dtype(DType x) {
        return x.isFloating() ? x : DType.INT64;
    }

    @Override
    public void reduce(Backend on, Tensor x, Output y) {
        on.run(new Reductions.Sum(x, y));
    }

    @Override
    public void spread(Backend on, Tensor x, Tensor y, Tensor dy, Output dx) {
        on.run(new Elements.Copy(dy, dx));
    }
}
