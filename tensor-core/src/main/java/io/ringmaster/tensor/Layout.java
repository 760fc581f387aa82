package io.ringmaster.tensor;

import java.util.Arrays;

/// How a tensor's elements lie in its memory: where the first one is, and for each dim its size and the distance from
/// one index to the next, in elements.
public final class Layout {

    private final Shape shape;
    private final long[] strides;
    private final long offset;
    private final boolean contiguous;
    private final boolean dense;

    private Layout(Shape shape, long[] strides, long offset) {
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.contiguous = isRowMajor(shape.dims(), strides);
        this.dense = contiguous || isRowMajorInSomeOrder(shape, strides);
    }

    /// Row by row without gaps: the last dim is next to itself.
    public static Layout contiguous(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int dim = shape.rank() - 1; dim >= 0; dim--) {
            strides[dim] = stride;
            stride *= Math.max(1, shape.dim(dim));
        }
        return new Layout(shape, strides, 0);
    }

    /// Without gaps and with the channels next to each other, as convolutions compute fastest. Shapes: [B, C, ...].
    public static Layout channelsLast(Shape shape) {
        long[] strides = new long[shape.rank()];
        strides[1] = 1;
        long stride = Math.max(1, shape.dim(1));
        for (int dim = shape.rank() - 1; dim >= 0; dim--) {
            if (dim != 1) {
                strides[dim] = stride;
                stride *= Math.max(1, shape.dim(dim));
            }
        }
        return new Layout(shape, strides, 0);
    }

    /// Any strides. Where some are 0 or elements overlap, it is for reading.
    ///
    /// @param offset of the first element from the start of the memory
    public static Layout strided(Shape shape, long[] strides, long offset) {
        if (strides.length != shape.rank() || offset < 0) {
            throw new ShapeException("shape %s with strides %s from element %d; each dim has a stride, and the first element "
                + "lies in the memory", shape, Arrays.toString(strides), offset);
        }
        return new Layout(shape, strides.clone(), offset);
    }

    /// The layout of new memory that is walked in this one's order: this without its offset where it has no gaps, else
    /// contiguous.
    public Layout dense() {
        return dense ? new Layout(shape, strides, 0) : contiguous(shape);
    }

    public Shape shape() {
        return shape;
    }

    /// Elements from one index of `dim` to the next.
    public long stride(int dim) {
        return strides[dim];
    }

    public long[] strides() {
        return strides.clone();
    }

    /// The first element's place in the memory.
    public long offset() {
        return offset;
    }

    /// Whether the elements lie row by row without gaps.
    public boolean isContiguous() {
        return contiguous;
    }

    /// Whether the elements lie without gaps or overlaps, in whatever order of dims.
    public boolean isDense() {
        return dense;
    }

    /// Whether every element lies where the other layout has it, counted from the first.
    public boolean hasStridesOf(Layout other) {
        if (!shape.equals(other.shape)) {
            return false;
        }
        for (int dim = 0; dim < strides.length; dim++) {
            if (strides[dim] != other.strides[dim] && shape.dim(dim) > 1) {
                return false;
            }
        }
        return true;
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
        return new Layout(Shape.of(sizes), swapped, offset);
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

    /// Whether some order of the dims is row-major.
    private static boolean isRowMajorInSomeOrder(Shape shape, long[] strides) {
        long[] sizes = shape.dims();
        long[] sorted = strides.clone();
        for (int end = 1; end < sizes.length; end++) {
            for (int dim = end; dim > 0 && sorted[dim - 1] < sorted[dim]; dim--) {
                swap(sorted, dim - 1, dim);
                swap(sizes, dim - 1, dim);
            }
        }
        return isRowMajor(sizes, sorted);
    }

    private static void swap(long[] values, int one, int other) {
        long kept = values[one];
        values[one] = values[other];
        values[other] = kept;
    }

    private static boolean isRowMajor(long[] sizes, long[] strides) {
        long expected = 1;
        for (int dim = sizes.length - 1; dim >= 0; dim--) {
            long size = sizes[dim];
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
    public boolean equals(Object other) {
        return other instanceof Layout layout && offset == layout.offset && shape.equals(layout.shape)
            && Arrays.equals(strides, layout.strides);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(strides) * 31 + shape.hashCode();
    }

    @Override
    public String toString() {
        return shape + " with strides " + Arrays.toString(strides) + (offset == 0 ? "" : " from element " + offset);
    }
}
