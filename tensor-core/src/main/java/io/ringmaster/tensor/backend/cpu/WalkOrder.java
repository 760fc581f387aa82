package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;

/// The order in which all operands of a kernel are walked: that in which one of them, mostly the result, lies in memory.
final class WalkOrder {

    private final Shape shape;
    private final Layout leader;
    private final int[] dims;

    private WalkOrder(Layout leader) {
        this.leader = leader;
        this.shape = leader.shape();
        this.dims = leader.isContiguous() ? new int[0] : fallingStrides(leader);
    }

    static WalkOrder of(Tensor leader) {
        return new WalkOrder(leader.layout());
    }

    /// Row by row.
    static WalkOrder of(Shape shape) {
        return new WalkOrder(Layout.contiguous(shape));
    }

    long elements() {
        return shape.elements();
    }

    /// A walk over a tensor, repeated where the shape is wider than its own.
    Operand operand(Tensor tensor) {
        return new Operand(TypedMemory.of(tensor), cursor(tensor.layout()));
    }

    /// A walk over a layout, from its first element's place counted as 0.
    Cursor cursor(Layout layout) {
        if (leader.isDense() && layout.hasStridesOf(leader)) {
            return Cursor.row(shape.elements());
        }
        return cursor(layout.stridesOver(shape));
    }

    /// A walk with these strides through the shape.
    Cursor cursor(long[] strides) {
        long[] sizes = new long[strides.length + 1];
        long[] steps = new long[strides.length + 1];
        int count = 0;
        for (int place = 0; place < strides.length; place++) {
            int dim = dims.length == 0 ? place : dims[place];
            long size = shape.dim(dim);
            if (size == 1) {
                continue;
            }
            if (count > 0 && steps[count - 1] == strides[dim] * size) {
                sizes[count - 1] *= size;
                steps[count - 1] = strides[dim];
            } else {
                sizes[count] = size;
                steps[count++] = strides[dim];
            }
        }
        return count == 0 ? Cursor.row(1) : new Cursor(sizes, steps, count);
    }

    /// The dims, those with the largest strides first; equals stay in their order.
    private static int[] fallingStrides(Layout layout) {
        int[] dims = new int[layout.shape().rank()];
        for (int end = 0; end < dims.length; end++) {
            int place = end;
            for (; place > 0 && layout.stride(dims[place - 1]) < layout.stride(end); place--) {
                dims[place] = dims[place - 1];
            }
            dims[place] = end;
        }
        return dims;
    }
}
