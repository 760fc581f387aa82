package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Matrices;

/// `y = a b`. Shapes: a [M, K], b [K, N] → y [M, N]. Either may be a transposed view; nothing is copied.
public record MatMul() implements BinaryOp {

    @Override
    public Shape shape(Shape a, Shape b) {
        if (a.rank() != 2 || b.rank() != 2) {
            throw new ShapeException("matmul: a is %s, b is %s; both must be matrices", a, b);
        }
        if (a.dim(1) != b.dim(0)) {
            throw new ShapeException("matmul: a is %s, b is %s; a's columns must equal b's rows", a, b);
        }
        return Shape.of(a.dim(0), b.dim(1));
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        on.run(new Matrices.Product(a, b, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> on.run(new Matrices.Product(dy, b.t(), da)),
            db -> on.run(new Matrices.Product(a.t(), dy, db)));
    }
}
