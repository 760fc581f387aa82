package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// `y = sqrt(Σ x²)` along some dims. Where y is 0, so is its gradient.
public record Norm(Dims dims) implements ReductionOp {

    @Override
    public void reduce(Backend on, Tensor x, Output y) {
        Tensor squares = x.square();
        Tensor sum = Tensor.empty(y.tensor().shape(), x.dtype(), on);
        on.run(new Reductions.Sum(squares, Output.set(sum)));
        on.run(new Elements.Map(Unary.Plain.SQRT, sum, y));
    }

    @Override
    public void spread(Backend on, Tensor x, Tensor y, Tensor dy, Output dx) {
        Tensor slope = dy.div(y).maskedFill(y.eq(0), 0);
        on.run(new Elements.Zip(Binary.MULTIPLY, x, slope, dx));
    }
}
