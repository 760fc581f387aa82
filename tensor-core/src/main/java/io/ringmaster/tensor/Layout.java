package io.ringmaster.tensor;

import java.util.Arrays;
import java.util.Optional;

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

    /// Whether some dim shows the same elements again and again.
    public boolean repeats() {
        for (int dim = 0; dim < strides.length; dim++) {
            if (strides[dim] == 0 && shape.dim(dim) > 1) {
                return shape.elements() > 0;
            }
        }
        return false;
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
        int[] order = new int[shape.rank()];
        for (int dim = 0; dim < order.length; dim++) {
            order[dim] = dim;
        }
        order[shape.place(first)] = shape.place(second);
        order[shape.place(second)] = shape.place(first);
        return permute(order);
    }

    /// The same elements with their dims in another order.
    ///
    /// @param order for each new dim which of this layout's it is, counted from the front
    public Layout permute(int... order) {
        long[] sizes = new long[order.length];
        long[] permuted = new long[order.length];
        for (int dim = 0; dim < order.length; dim++) {
            sizes[dim] = shape.dim(order[dim]);
            permuted[dim] = strides[order[dim]];
        }
        return new Layout(Shape.of(sizes), permuted, offset);
    }

    /// Every `step`-th index of one dim, `count` of them from `first` on.
    ///
    /// @param dim counted from the front
    public Layout slice(int dim, long first, long count, long step) {
        long[] wider = strides.clone();
        wider[dim] = strides[dim] * step;
        return new Layout(shape.with(dim, count), wider, count == 0 ? offset : offset + first * strides[dim]);
    }

    /// The same elements, row by row, through another shape that has as many; empty where no strides do that.
    public Optional<Layout> view(Shape other) {
        if (shape.elements() == 0) {
            return Optional.of(new Layout(other, contiguous(other).strides, offset));
        }
        long[] viewed = new long[other.rank()];
        Arrays.fill(viewed, 1);
        int open = viewed.length - 1;
        int dim = strides.length - 1;
        while (dim >= 0) {
            // Dims that lie as one, from the inner to the outer.
            long step = strides[dim];
            long run = shape.dim(dim--);
            while (dim >= 0 && (shape.dim(dim) == 1 || strides[dim] == run * step)) {
                run *= shape.dim(dim--);
            }
            long taken = 1;
            while (open >= 0 && (taken < run || other.dim(open) == 1)) {
                viewed[open] = taken * step;
                taken *= other.dim(open--);
            }
            if (taken != run) {
                return Optional.empty();
            }
        }
        return Optional.of(new Layout(other, viewed, offset));
    }

    /// The elements, repeated to fill a wider shape. For reading.
    public Layout expand(Shape wider) {
        return new Layout(wider, stridesOver(wider), offset);
    }

    /// The elements at equal indices of two dims, shifted; they become the last dim.
    ///
    /// @param first  counted from the front
    /// @param second counted from the front
    /// @param shift  of the second dim's index against the first's
    public Layout diagonal(int first, int second, long shift) {
        long down = Math.max(0, -shift);
        long across = Math.max(0, shift);
        long length = Math.max(0, Math.min(shape.dim(first) - down, shape.dim(second) - across));
        int rank = shape.rank() - 1;
        long[] sizes = new long[rank];
        long[] walk = new long[rank];
        int kept = 0;
        for (int dim = 0; dim < shape.rank(); dim++) {
            if (dim != first && dim != second) {
                sizes[kept] = shape.dim(dim);
                walk[kept++] = strides[dim];
            }
        }
        sizes[kept] = length;
        walk[kept] = strides[first] + strides[second];
        long start = length == 0 ? offset : offset + down * strides[first] + across * strides[second];
        return new Layout(Shape.of(sizes), walk, start);
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
