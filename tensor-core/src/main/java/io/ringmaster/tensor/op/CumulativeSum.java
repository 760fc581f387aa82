package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Scans;
import java.util.List;

/// The sum of the elements up to each, along one dim. Of bool and integers it is int64.
///
/// @param dim counted from the front
public record CumulativeSum(int dim) implements UnaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {}

    @Override
    public DType dtype(DType x) {
        return x.isFloating() ? x : DType.INT64;
    }

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Scans.CumulativeSum(dim, false, x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Scans.CumulativeSum(dim, true, dy, dx)));
    }
}
