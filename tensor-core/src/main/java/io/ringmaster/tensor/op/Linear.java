package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.List;

/// `y = x wᵀ + b`. Shapes: x [B, I], w [O, I], b [O] → y [B, O].
public record Linear() implements TernaryOp {

    @Override
    public Shape shape(Shape x, Shape w, Shape b) {
        if (x.rank() != 2 || w.rank() != 2 || b.rank() != 1) {
            throw new ShapeException("linear: x is %s, w is %s, b is %s; they must be [B, I], [O, I] and [O]", x, w, b);
        }
        if (x.dim(1) != w.dim(1) || w.dim(0) != b.dim(0)) {
            throw new ShapeException(
                "linear: x is %s, w is %s, b is %s; x's columns must equal w's, b's size w's rows", x, w, b);
        }
        return Shape.of(x.dim(0), w.dim(0));
    }

    @Override
    public void forward(Backend on, List<Tensor> inputs, Output y) {
        on.run(new Matrices.Linear(inputs.get(0), inputs.get(1), inputs.get(2), y));
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor x = inputs.get(0);
        Tensor w = inputs.get(1);
        return new Gradients(
            dx -> on.run(new Matrices.Product(dy, w, dx)),        // [B, I]
            dw -> on.run(new Matrices.Product(dy.t(), x, dw)),    // [O, I]
            db -> on.run(new Reductions.Sum(dy, db)));            // [O]
    }
}
