package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.List;

/// Where the largest or smallest element is along one dim, which stays with size 1; of equals the first. NaN wins over numbers.
///
/// @param dim counted from the front
public record ArgExtreme(Extreme.Kind kind, int dim) implements DiscreteOp {

    @Override
    public String title() {
        return switch (kind) {
            case LARGEST -> "argmax";
            case SMALLEST -> "argmin";
        };
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        Tensor y = Tensor.empty(x.shape().with(dim, 1), DType.INT64, on);
        if (x.dim(dim) == 0 && y.elements() > 0) {
            throw new ShapeException("%s of %s along dim %d, which is empty; it has at least one element", title(), x, dim);
        }
        on.run(switch (kind) {
            case LARGEST -> new Reductions.ArgMax(dim, x, Output.set(y));
            case SMALLEST -> new Reductions.ArgMin(dim, x, Output.set(y));
        });
        return y;
    }
}
