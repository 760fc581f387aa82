package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// The largest or smallest elements along some dims; NaN where there is one. Equals share the gradient. Of none it is the
/// least or greatest there is.
///
/// @param sharesNaN whether NaN gets its share of the gradient too; else, where there is one, all gradients are NaN
public record Extreme(Kind kind, Dims dims, boolean sharesNaN) implements ReductionOp {

    public enum Kind { LARGEST, SMALLEST }

    @Override
    public String title() {
        return switch (kind) {
            case LARGEST -> "max";
            case SMALLEST -> "min";
        };
    }

    @Override
    public void reduce(Backend on, Tensor x, Output y) {
        on.run(switch (kind) {
            case LARGEST -> new Reductions.Max(x, y);
            case SMALLEST -> new Reductions.Min(x, y);
        });
    }

    @Override
    public void spread(Backend on, Tensor x, Tensor y, Tensor dy, Output dx) {
        Tensor extreme = sharesNaN ? x.eq(y).logicalOr(x.isNaN()) : x.eq(y);
        Tensor equals = extreme.to(x.dtype());
        Tensor share = dy.div(equals.sum(dims.kept()));
        on.run(new Elements.Zip(Binary.MULTIPLY, equals, share, dx));
    }
}
