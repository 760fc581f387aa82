package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;

/// The same elements, row by row, in another shape.
public record View(Shape shape) implements ViewOp {

    @Override
    public Layout layout(Layout x) {
        if (x.shape().elements() != shape.elements()) {
            throw new ShapeException("view of %s as %s; both have as many elements, not %d and %d",
                x.shape(), shape, x.shape().elements(), shape.elements());
        }
        return x.view(shape).orElseThrow(() -> new ShapeException(
            "view of %s as %s; no strides show its elements so: use reshape(), which copies where it must", x, shape));
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return new Gradients().passing(0, dx ->
            on.run(new Elements.Copy(dy, new Output(dx.tensor().viewAs(layout(dx.tensor().layout())), dx.adds()))));
    }

    /// The shape that `dims` means for that many elements: one of them may be -1, whatever is left.
    public static Shape infer(Shape from, long... dims) {
        long known = 1;
        int open = -1;
        for (int dim = 0; dim < dims.length; dim++) {
            if (dims[dim] != -1) {
                known = Math.multiplyExact(known, dims[dim]);
            } else if (open == -1) {
                open = dim;
            } else {
                throw new ShapeException("reshape of %s: dims %d and %d are both -1; at most one is", from, open, dim);
            }
        }
        if (open == -1) {
            return Shape.of(dims);
        }
        if (known <= 0 || from.elements() % known != 0) {
            throw new ShapeException("reshape of %s: no size for dim %d makes %d elements out of a multiple of %d",
                from, open, from.elements(), known);
        }
        long[] inferred = dims.clone();
        inferred[open] = from.elements() / known;
        return Shape.of(inferred);
    }
}
