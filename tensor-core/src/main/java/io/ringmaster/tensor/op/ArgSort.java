package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Scans;
import java.util.List;

/// Where the first elements in order are along one dim; equals stay in their order, NaN counts as largest.
///
/// @param dim    counted from the front
/// @param wanted how many
public record ArgSort(int dim, boolean descending, long wanted) implements DiscreteOp {

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        if (wanted < 0 || wanted > x.dim(dim)) {
            throw new ShapeException("the first %d in order along dim %d of %s; there are %d", wanted, dim, x, x.dim(dim));
        }
        Tensor y = Tensor.empty(x.shape().with(dim, wanted), DType.INT64, on);
        on.run(new Scans.Sort(dim, descending, x, Output.set(y)));
        return y;
    }
}
