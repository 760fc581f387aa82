package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;

/// The same elements, row by row, in another shape. The input is contiguous.
public record Reshape(Shape shape) implements ViewOp {

    @Override
    public Layout layout(Layout x) {
        if (x.shape().elements() != shape.elements() || !x.isContiguous()) {
            throw new ShapeException("reshape of %s to %s; both have as many elements, and x no gaps", x, shape);
        }
        return Layout.strided(shape, Layout.contiguous(shape).strides(), x.offset());
    }

    @Override
    public Layout inverse(Layout x, Layout dy) {
        return Layout.contiguous(x.shape());
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

    /// The dims from `first` on as one.
    public static long[] flat(Shape from, int first) {
        int kept = from.place(first);
        long[] dims = new long[kept + 1];
        dims[kept] = 1;
        for (int dim = 0; dim < from.rank(); dim++) {
            if (dim < kept) {
                dims[dim] = from.dim(dim);
            } else {
                dims[kept] *= from.dim(dim);
            }
        }
        return dims;
    }
}
