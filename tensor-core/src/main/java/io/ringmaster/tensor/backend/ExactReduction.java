package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.ShapeException;
import java.lang.foreign.MemorySegment;

/// Sums of float32 that have the same bits in any order and any grouping: each value is rounded to its block's [Grid]
/// and added as an integer.
///
/// All memory is the host's: float32 or int32, aligned to 4 bytes at least or on the Java heap.
/// Thread: as the backend's other kernels.
public interface ExactReduction {

    /// How values and grid go together.
    enum Fit {
        /// Every value is within its block's limit.
        FITS,
        /// A value is beyond its block's limit, and all are finite: it takes a wider grid.
        OVERFLOWS,
        /// A value is NaN or infinite.
        NOT_FINITE
    }

    /// Rounds each value to the nearest point of its block's grid, half to even, and sets its sum to it, or adds it. The
    /// sums are void where the values don't fit.
    ///
    /// Shapes: values [N] float32, sums [N] int32.
    Fit round(MemorySegment values, Grid grid, MemorySegment sums, boolean adds);

    /// Sets each value to what its sum stands for, rounded once, and `largest` to the largest magnitude of each block's sums.
    ///
    /// Shapes: sums [N] int32, values [N] float32, largest [K] int32.
    void toValues(MemorySegment sums, Grid grid, MemorySegment values, MemorySegment largest);

    /// Raises `largest` to the largest magnitude in each block, as the bits of a float32: of these, NaN is above
    /// infinity and infinity above the rest.
    ///
    /// Shapes: values [N] float32, largest [K] int32, which is 0 or what other values have left there.
    void raiseToMagnitudes(MemorySegment values, Blocks blocks, MemorySegment largest);

    /// Adds int32 to int32, element by element.
    void add(MemorySegment into, MemorySegment from);

    /// Raises each int32 to the other where that is larger.
    void max(MemorySegment into, MemorySegment from);

    /// Throws [ShapeException] where these are not as many int32.
    static void requireSameLength(MemorySegment into, MemorySegment from) {
        if (into.byteSize() != from.byteSize() || into.byteSize() % Integer.BYTES != 0) {
            throw new ShapeException("%d bytes joined to %d; both are the same number of int32",
                from.byteSize(), into.byteSize());
        }
    }
}
