package io.ringmaster.tensor;

import java.util.Arrays;

/// Along which dims many elements become one, and whether those dims stay, with size 1.
///
/// ```java
/// Tensor centred = x.sub(x.mean(Dims.keep(-1)));   // [B, C]
/// ```
public final class Dims {

    /// All dims, none of which stays.
    public static final Dims ALL = new Dims(false, true);

    private final boolean kept;
    private final boolean all;
    private final int[] dims;

    private Dims(boolean kept, boolean all, int... dims) {
        this.kept = kept;
        this.all = all;
        this.dims = dims;
    }

    /// Dims that go. Without any, all go.
    ///
    /// @param dims counted from the front, or with -1 and below from the back
    public static Dims of(int... dims) {
        return dims.length == 0 ? ALL : new Dims(false, false, dims.clone());
    }

    /// Dims that stay with size 1. Without any, all stay.
    ///
    /// @param dims counted from the front, or with -1 and below from the back
    public static Dims keep(int... dims) {
        return new Dims(true, dims.length == 0, dims.clone());
    }

    /// The same dims, with size 1.
    public Dims kept() {
        return new Dims(true, all, dims);
    }

    /// The shape with size 1 along each of these dims. Throws [ShapeException] where the shape lacks one, or one is named
    /// twice.
    public Shape over(Shape shape) {
        long[] sizes = shape.dims();
        if (takesAll(shape)) {
            Arrays.fill(sizes, 1);
            return Shape.of(sizes);
        }
        boolean[] gone = in(shape);
        for (int dim = 0; dim < sizes.length; dim++) {
            sizes[dim] = gone[dim] ? 1 : sizes[dim];
        }
        return Shape.of(sizes);
    }

    /// The result's shape: as [#over], without the dims that don't stay.
    public Shape result(Shape shape) {
        if (kept) {
            return over(shape);
        }
        if (takesAll(shape)) {
            return Shape.SCALAR;
        }
        boolean[] gone = in(shape);
        long[] sizes = new long[shape.rank() - dims.length];
        int place = 0;
        for (int dim = 0; dim < gone.length; dim++) {
            if (!gone[dim]) {
                sizes[place++] = shape.dim(dim);
            }
        }
        return Shape.of(sizes);
    }

    /// How many elements become one.
    public long count(Shape shape) {
        if (takesAll(shape)) {
            return shape.elements();
        }
        long count = 1;
        for (int dim : dims) {
            count *= shape.dim(dim);
        }
        return count;
    }

    /// A scalar has one dim to name, the first and last, as PyTorch has it.
    private boolean takesAll(Shape shape) {
        return all || shape.rank() == 0 && dims.length == 1 && (dims[0] == 0 || dims[0] == -1);
    }

    private boolean[] in(Shape shape) {
        boolean[] named = new boolean[shape.rank()];
        for (int dim : dims) {
            int place = shape.place(dim);
            if (named[place]) {
                throw new ShapeException("dims %s of %s name dim %d twice; each is named once",
                    Arrays.toString(dims), shape, place);
            }
            named[place] = true;
        }
        return named;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dims others && kept == others.kept && all == others.all && Arrays.equals(dims, others.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return (all ? "all dims" : "dims " + Arrays.toString(dims)) + (kept ? ", kept" : "");
    }
}
