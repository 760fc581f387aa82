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

    /// Gathers, or scatters what is set, not added.
    public static void run(Gathers gather) {
        switch (gather) {
            case Gathers.Gather(var dim, var x, var index, var y) ->
                forEach(dim, index, x, y.tensor(), (from, to) -> move(x, from, y.tensor(), to));
            case Gathers.Scatter(var dim, var x, var index, var y) ->
                forEach(dim, index, y.tensor(), x, (to, from) -> move(x, from, y.tensor(), to));
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
