package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.List;

/// a where a condition holds, else b, element by element; each is repeated where another is wider.
///
/// The inputs are a, b, which have one dtype, and the condition, bool.
public record Where() implements TernaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        Tensor condition = inputs.get(2);
        if (a.dtype() != b.dtype() || condition.dtype() != DType.BOOL) {
            throw new ShapeException("where %s, %s, else %s; the condition is bool, the others have one dtype",
                condition, a, b);
        }
    }

    @Override
    public Shape shape(Shape a, Shape b, Shape condition) {
        return Broadcast.shape(this, Broadcast.shape(this, a, b), condition);
    }

    @Override
    public Layout layout(List<Tensor> inputs) {
        Shape y = shape(inputs.get(0).shape(), inputs.get(1).shape(), inputs.get(2).shape());
        for (Tensor input : inputs) {
            if (input.shape().equals(y) && input.layout().isDense()) {
                return input.layout().dense();
            }
        }
        return Layout.contiguous(y);
    }

    @Override
    public void forward(Backend on, List<Tensor> inputs, Output y) {
        on.run(new Elements.Where(inputs.get(2), inputs.get(0), inputs.get(1), y));
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor condition = inputs.get(2);
        return new Gradients(
            da -> part(on, condition, dy, true, da),
            db -> part(on, condition, dy, false, db));
    }

    private static void part(Backend on, Tensor condition, Tensor dy, boolean held, Output to) {
        Tensor zero = Tensor.empty(Shape.SCALAR, dy.dtype(), on);
        on.run(new Elements.Fill(0, Output.set(zero)));
        boolean repeated = !dy.shape().equals(to.tensor().shape());
        Output wide = repeated ? Output.set(Tensor.empty(dy.layout().dense(), dy.dtype(), on)) : to;
        on.run(new Elements.Where(condition, held ? dy : zero, held ? zero : dy, wide));
        if (repeated) {
            on.run(new Reductions.Sum(wide.tensor(), to));
        }
    }
}
