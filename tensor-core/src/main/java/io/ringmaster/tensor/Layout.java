package io.ringmaster.tensor;

import java.util.Arrays;

/// How a tensor's elements lie in its memory: for each dim its size and the distance from one index to the next.
public final class Layout {

    private final Shape shape;
    private final long[] strides;
    private final boolean contiguous;

    private Layout(Shape shape, long[] strides) {
        this.shape = shape;
        this.strides = strides;
        this.contiguous = isRowMajor(shape, strides);
    }

    /// Row by row without gaps: the last dim is next to itself.
    public static Layout contiguous(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int dim = shape.rank() - 1; dim >= 0; dim--) {
            strides[dim] = stride;
            stride *= Math.max(1, shape.dim(dim));
        }
        return new Layout(shape, strides);
    }

    public Shape shape() {
        return shape;
    }

    /// Elements from one index of `dim` to the next.
    public long stride(int dim) {
        return strides[dim];
    }

    public boolean isContiguous() {
        return contiguous;
    }

    /// The same elements with two dims exchanged.
    public Layout transpose(int first, int second) {
        long[] sizes = shape.dims();
        long[] swapped = strides.clone();
        int one = shape.place(first);
        int other = shape.place(second);
        sizes[one] = shape.dim(other);
        sizes[other] = shape.dim(one);
        swapped[one] = strides[other];
        swapped[other] = strides[one];
        return new Layout(Shape.of(sizes), swapped);
    }

    /// The strides that walk this layout as if it had the wider shape: 0 along each dim that repeats.
    public long[] stridesOver(Shape wider) {
        long[] walk = new long[wider.rank()];
        int ahead = wider.rank() - shape.rank();
        for (int dim = 0; dim < shape.rank(); dim++) {
            walk[ahead + dim] = shape.dim(dim) == 1 && wider.dim(ahead + dim) != 1 ? 0 : strides[dim];
        }
        return walk;
    }

    private static boolean isRowMajor(Shape shape, long[] strides) {
        long expected = 1;
        for (int dim = shape.rank() - 1; dim >= 0; dim--) {
            long size = shape.dim(dim);
            if (size == 0) {
                return true;
            }
            if (size > 1) {
                if (strides[dim] != expected) {
                    return false;
                }
                expected *= size;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return shape + " with strides " + Arrays.toString(strides);
    }
}
