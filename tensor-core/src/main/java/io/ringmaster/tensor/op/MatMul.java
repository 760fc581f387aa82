package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// `y = a b`, matrix by matrix; either batch is repeated where the other is wider. Transposed views are not copied.
///
/// Shapes: a [..., M, K], b [..., K, N] → y [..., M, N]. Both have one dtype, floating or integer.
public record MatMul() implements BinaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        if (a.dtype() != b.dtype() || a.dtype() == DType.BOOL) {
            throw new ShapeException("matmul of %s and %s; both have one dtype, and bool is no number, so convert by to(dtype)",
                a.summary(), b.summary());
        }
    }

    @Override
    public Shape shape(Shape a, Shape b) {
        if (a.rank() < 2 || b.rank() < 2) {
            throw new ShapeException("matmul: a is %s, b is %s; both must be matrices", a, b);
        }
        if (a.dim(-1) != b.dim(-2)) {
            throw new ShapeException("matmul: a is %s, b is %s; a's columns must equal b's rows", a, b);
        }
        Shape batch = Broadcast.shape(this, batch(a), batch(b));
        long[] dims = Arrays.copyOf(batch.dims(), batch.rank() + 2);
        dims[batch.rank()] = a.dim(-2);
        dims[batch.rank() + 1] = b.dim(-1);
        return Shape.of(dims);
    }

    private static Shape batch(Shape matrices) {
        return Shape.of(Arrays.copyOf(matrices.dims(), matrices.rank() - 2));
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        on.run(new Matrices.Product(a, b, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> summed(on, dy, da, to -> on.run(new Matrices.Product(dy, b.t(), to))),
            db -> summed(on, dy, db, to -> on.run(new Matrices.Product(a.t(), dy, to))));
    }

    /// Lets `product` write the gradient of each matrix of y, and sums them up where the input's matrices were repeated.
    private static void summed(Backend on, Tensor dy, Output to, Consumer<Output> product) {
        Tensor input = to.tensor();
        if (batch(input.shape()).equals(batch(dy.shape()))) {
            product.accept(to);
            return;
        }
        Shape wide = dy.shape().with(-2, input.dim(-2)).with(-1, input.dim(-1));
        Tensor products = Tensor.empty(wide, dy.dtype(), on);
        product.accept(Output.set(products));
        on.run(new Reductions.Sum(products, to));
    }
}
