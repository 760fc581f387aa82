package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Gathers;
import java.util.List;

/// `y[..., i, ...] = x[..., index[..., i, ...], ...]`. Shapes: index as x but for `dim`; y as index. x has any dtype.
///
/// @param dim counted from the front
public record Gather(int dim) implements BinaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {
        requireIndex(this, inputs.get(1));
    }

    static void requireIndex(Op op, Tensor index) {
        if (index.dtype() != DType.INT64) {
            throw new ShapeException("%s by %s; indices are int64", op.title(), index);
        }
    }

    @Override
    public Shape shape(Shape x, Shape index) {
        if (x.rank() != index.rank() || !x.with(dim, 0).equals(index.with(dim, 0))) {
            throw new ShapeException("%s: x is %s, the index %s; they are equal but for dim %d", title(), x, index, dim);
        }
        return index;
    }

    @Override
    public void forward(Backend on, Tensor x, Tensor index, Output y) {
        on.run(new Gathers.Gather(dim, x, index, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor index, Tensor dy) {
        return new Gradients(dx -> {
            if (!dx.adds()) {
                on.run(new Elements.Fill(0, dx));
            }
            on.run(new Gathers.Scatter(dim, dy, index, Output.add(dx.tensor())));
        });
    }
}
