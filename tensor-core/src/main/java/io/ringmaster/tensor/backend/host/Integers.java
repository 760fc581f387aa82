package io.ringmaster.tensor.backend.host;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Walk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The elements of a bool or integer tensor as longs, addressed row by row through a shape that may be wider than its own.
final class Integers {

    private final MemorySegment memory;
    private final DType dtype;
    private final Shape shape;
    private final long[] strides;
    private final boolean contiguous;

    private Integers(Tensor tensor, Shape shape) {
        this.memory = tensor.memory();
        this.dtype = tensor.dtype();
        this.shape = shape;
        this.strides = tensor.layout().stridesOver(shape);
        this.contiguous = tensor.isContiguous() && tensor.shape().equals(shape);
    }

    static Integers of(Tensor tensor) {
        return new Integers(tensor, tensor.shape());
    }

    static Integers of(Tensor tensor, Shape over) {
        return new Integers(tensor, over);
    }

    private long place(long index) {
        return contiguous ? index : Walk.offset(index, shape, strides);
    }

    long get(long index) {
        long place = place(index);
        return switch (dtype) {
            case BOOL, UINT8 -> memory.get(ValueLayout.JAVA_BYTE, place) & 0xFF;
            case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, place);
            case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, place);
            case BFLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException(dtype + " read as an integer");
        };
    }

    /// Keeps the lower bits of what is too large.
    void put(long index, long value) {
        long place = place(index);
        switch (dtype) {
            case BOOL -> memory.set(ValueLayout.JAVA_BYTE, place, (byte) (value == 0 ? 0 : 1));
            case UINT8 -> memory.set(ValueLayout.JAVA_BYTE, place, (byte) value);
            case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, place, (int) value);
            case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, place, value);
            case BFLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException("an integer written as " + dtype);
        }
    }
}
