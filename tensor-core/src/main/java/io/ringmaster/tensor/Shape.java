package io.ringmaster.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The sizes of a tensor's dims, outermost first. A scalar has none.
public final class Shape {

    public static final Shape SCALAR = new Shape();

    private final long[] dims;

    private Shape(long... dims) {
        this.dims = dims;
    }

    /// Throws [ShapeException] where a size is negative.
    public static Shape of(long... dims) {
        for (long dim : dims) {
            if (dim < 0) {
                throw new ShapeException("shape %s has the size %d; sizes are 0 or more", Arrays.toString(dims), dim);
            }
        }
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /// How many dims there are.
    public int rank() {
        return dims.length;
    }

    /// @param dim counted from the front, or with -1 and below from the back
    public long dim(int dim) {
        return dims[place(dim)];
    }

    /// The same dim counted from the front.
    ///
    /// @param dim counted from the front, or with -1 and below from the back
    public int place(int dim) {
        int place = dim < 0 ? dim + dims.length : dim;
        if (place < 0 || place >= dims.length) {
            throw new ShapeException("dim %d of %s, which has %d dims", dim, this, dims.length);
        }
        return place;
    }

    /// This shape with another size in one place.
    public Shape with(int dim, long size) {
        long[] changed = dims.clone();
        changed[place(dim)] = size;
        return of(changed);
    }

    /// This shape without one dim.
    public Shape without(int dim) {
        int place = place(dim);
        long[] fewer = new long[dims.length - 1];
        System.arraycopy(dims, 0, fewer, 0, place);
        System.arraycopy(dims, place + 1, fewer, place, fewer.length - place);
        return of(fewer);
    }

    /// The shape of two that meet: aligned at the last dim; where sizes differ, one of them is 1 and repeats.
    ///
    /// @param what for the message of the [ShapeException] that is thrown where they don't
    public static Shape broadcast(String what, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.dims.length, b.dims.length);
        long[] dims = new long[rank];
        for (int back = 1; back <= rank; back++) {
            long one = back <= a.dims.length ? a.dims[a.dims.length - back] : 1;
            long other = back <= b.dims.length ? b.dims[b.dims.length - back] : 1;
            if (one != other && one != 1 && other != 1) {
                throw new ShapeException("%s: a is %s, b is %s; dim %d has sizes %d and %d, which must be equal or 1",
                    what, a, b, -back, one, other);
            }
            dims[rank - back] = one == 1 ? other : one;
        }
        return of(dims);
    }

    public long[] dims() {
        return dims.clone();
    }

    /// The product of all sizes: 1 for a scalar, 0 where a dim is empty.
    public long elements() {
        long elements = 1;
        for (long dim : dims) {
            if (Math.multiplyHigh(elements, dim) != 0 || elements * dim < 0) {
                throw new ShapeException("shape %s has more elements than any memory holds", this);
            }
            elements *= dim;
        }
        return elements;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return LongStream.of(dims).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
