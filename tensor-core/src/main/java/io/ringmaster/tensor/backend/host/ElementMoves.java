package io.ringmaster.tensor.backend.host;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.kernel.Gathers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Elements of any dtype moved by index, one at a time.
public final class ElementMoves {

    private ElementMoves() {}

    /// Whether the elements are moved without arithmetic, or by an exact one.
    public static boolean takes(Gathers gather) {
        return !gather.y().adds() || !gather.y().tensor().dtype().isFloating();
    }

    /// Gathers or scatters; what is added has no floating dtype.
    public static void run(Gathers gather) {
        boolean adds = gather.y().adds();
        switch (gather) {
            case Gathers.Gather(var dim, var x, var index, var y) ->
                forEach(dim, index, x, y.tensor(), (from, to) -> put(x, from, y.tensor(), to, adds));
            case Gathers.Scatter(var dim, var x, var index, var y) ->
                forEach(dim, index, y.tensor(), x, (to, from) -> put(x, from, y.tensor(), to, adds));
        }
    }

    /// What is done with an element's place in the indexed tensor and its place in the one that lies as the index does.
    @FunctionalInterface
    public interface Pair {

        void at(long indexed, long straight);
    }

    /// Calls `body` for each element of the index, row by row.
    public static void forEach(int dim, Tensor index, Tensor indexed, Tensor straight, Pair body) {
        Shape shape = index.shape();
        MemorySegment indices = index.memory();
        long[] read = index.layout().strides();
        long[] walked = straight.layout().strides();
        long[] placed = indexed.layout().strides();
        long step = placed[dim];
        placed[dim] = 0;
        long size = indexed.dim(dim);
        for (long i = 0; i < shape.elements(); i++) {
            long at = checked(indices.getAtIndex(ValueLayout.JAVA_LONG, Walk.offset(i, shape, read)), dim, size);
            body.at(Walk.offset(i, shape, placed) + at * step, Walk.offset(i, shape, walked));
        }
    }

    /// Throws [ShapeException] where a dim of that size has no such index.
    public static long checked(long index, int dim, long size) {
        if (index < 0 || index >= size) {
            throw new ShapeException("index %d in dim %d, which has the size %d; indices are 0 to %d",
                index, dim, size, size - 1);
        }
        return index;
    }

    private static void put(Tensor from, long source, Tensor to, long target, boolean adds) {
        if (adds) {
            add(from, source, to, target);
        } else {
            move(from, source, to, target);
        }
    }

    /// Keeps the lower bits of what is too large.
    private static void add(Tensor from, long source, Tensor to, long target) {
        MemorySegment read = from.memory();
        MemorySegment written = to.memory();
        switch (to.dtype()) {
            case UINT8 -> written.set(ValueLayout.JAVA_BYTE, target,
                (byte) (written.get(ValueLayout.JAVA_BYTE, target) + read.get(ValueLayout.JAVA_BYTE, source)));
            case INT32 -> written.setAtIndex(ValueLayout.JAVA_INT, target,
                written.getAtIndex(ValueLayout.JAVA_INT, target) + read.getAtIndex(ValueLayout.JAVA_INT, source));
            case INT64 -> written.setAtIndex(ValueLayout.JAVA_LONG, target,
                written.getAtIndex(ValueLayout.JAVA_LONG, target) + read.getAtIndex(ValueLayout.JAVA_LONG, source));
            case BOOL, BFLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException(to.dtype() + " added as integers");
        }
    }

    private static void move(Tensor from, long source, Tensor to, long target) {
        switch (from.dtype()) {
            case BOOL, UINT8 ->
                to.memory().set(ValueLayout.JAVA_BYTE, target, from.memory().get(ValueLayout.JAVA_BYTE, source));
            case BFLOAT16 -> to.memory().setAtIndex(ValueLayout.JAVA_SHORT, target,
                from.memory().getAtIndex(ValueLayout.JAVA_SHORT, source));
            case INT32, FLOAT32 -> to.memory().setAtIndex(ValueLayout.JAVA_INT, target,
                from.memory().getAtIndex(ValueLayout.JAVA_INT, source));
            case INT64, FLOAT64 -> to.memory().setAtIndex(ValueLayout.JAVA_LONG, target,
                from.memory().getAtIndex(ValueLayout.JAVA_LONG, source));
        }
    }
}
