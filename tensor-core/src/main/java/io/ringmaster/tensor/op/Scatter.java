package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Gathers;
import java.util.List;

/// x with `source[..., i, ...]` at `[..., index[..., i, ...], ...]`, in place of what is there or added to it.
///
/// Shapes: source and index the same; x as they but for `dim`. x and source have one dtype; where added, no bool.
/// Where several go to one place, the last stays; which that is has no gradient of its own: all of them get one.
///
/// @param dim counted from the front
public record Scatter(int dim, boolean adds) implements TernaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        Tensor source = inputs.get(1);
        Gather.requireIndex(this, inputs.get(2));
        if (x.dtype() != source.dtype() || adds && x.dtype() == DType.BOOL) {
            throw new ShapeException("%s of %s into %s; both have one dtype, and bool is not added, so convert by to(dtype)",
                title(), source.summary(), x.summary());
        }
    }

    @Override
    public Shape shape(Shape x, Shape source, Shape index) {
        if (!source.equals(index) || x.rank() != index.rank() || !x.with(dim, 0).equals(index.with(dim, 0))) {
            throw new ShapeException("%s: x is %s, the source %s, the index %s; they are equal, x but for dim %d",
                title(), x, source, index, dim);
        }
        return x;
    }

    @Override
    public Layout layout(List<Tensor> inputs) {
        shape(inputs.get(0).shape(), inputs.get(1).shape(), inputs.get(2).shape());
        return inputs.getFirst().layout().dense();
    }

    @Override
    public void forward(Backend on, List<Tensor> inputs, Output y) {
        on.run(new Elements.Copy(inputs.get(0), y));
        on.run(new Gathers.Scatter(dim, inputs.get(1), inputs.get(2), new Output(y.tensor(), adds)));
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor index = inputs.get(2);
        return new Gradients(
            dx -> on.run(new Elements.Copy(adds ? dy : withoutIndexed(on, dy, index), dx)),
            dsource -> on.run(new Gathers.Gather(dim, dy, index, dsource)));
    }

    private Tensor withoutIndexed(Backend on, Tensor dy, Tensor index) {
        Tensor rest = Tensor.empty(dy.layout().dense(), dy.dtype(), on);
        on.run(new Elements.Copy(dy, Output.set(rest)));
        Tensor zero = Tensor.empty(Shape.SCALAR, dy.dtype(), on);
        on.run(new Elements.Fill(0, Output.set(zero)));
        on.run(new Gathers.Scatter(dim, zero.viewAs(zero.layout().expand(index.shape())), index, Output.set(rest)));
        return rest;
    }
}
