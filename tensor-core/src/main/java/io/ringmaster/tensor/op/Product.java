package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// Products along some dims. Of bool and integers they are int64.
public record Product(Dims dims) implements ReductionOp {

    @Override
    public DType dtype(DType x) {
        return x.isFloating() ? x : DType.INT64;
    }

    @Override
    public void reduce(Backend on, Tensor x, Output y) {
        on.run(new Reductions.Product(x, y));
    }

    /// The product of the other elements. Where there is one 0, that is not 0 only for the 0 itself; where there are more,
    /// for none.
    @Override
    public void spread(Backend on, Tensor x, Tensor y, Tensor dy, Output dx) {
        Tensor zero = x.eq(0);
        Tensor others = x.maskedFill(zero, 1);
        Tensor product = others.prod(dims().kept());
        Tensor zeros = zero.sum(dims().kept());
        Tensor counts = Tensor.where(zero, zeros.eq(1), zeros.eq(0)).to(x.dtype());
        on.run(new Elements.Zip(Binary.MULTIPLY, product.div(others).mul(counts), dy, dx));
    }
}
