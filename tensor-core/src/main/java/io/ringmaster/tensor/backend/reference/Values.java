package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Bfloat16;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Walk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A tensor's elements as doubles, addressed row by row through a shape that may be wider than its own.
final class Values {

    private final Tensor tensor;
    private final MemorySegment memory;
    private final Shape shape;
    private final long[] strides;
    private final boolean contiguous;

    private Values(Tensor tensor, Shape shape) {
        this.tensor = tensor;
        this.memory = tensor.memory();
        this.shape = shape;
        this.strides = tensor.layout().stridesOver(shape);
        this.contiguous = tensor.isContiguous() && shape.equals(tensor.shape());
    }

    static Values of(Tensor tensor) {
        return new Values(tensor, tensor.shape());
    }

    static Values of(Tensor tensor, Shape over) {
        return new Values(tensor, over);
    }

    double get(long index) {
        return read(tensor, memory, contiguous ? index : Walk.offset(index, shape, strides));
    }

    static double read(Tensor tensor, long place) {
        return read(tensor, tensor.memory(), place);
    }

    private static double read(Tensor tensor, MemorySegment memory, long place) {
        return switch (tensor.dtype()) {
            case BOOL, UINT8 -> memory.get(ValueLayout.JAVA_BYTE, place) & 0xFF;
            case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, place);
            case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, place);
            case BFLOAT16 -> Bfloat16.toFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, place));
            case FLOAT32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, place);
            case FLOAT64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, place);
        };
    }

    /// To an integer towards 0, to bool whether it is not 0.
    static void write(Tensor tensor, long place, double value) {
        MemorySegment memory = tensor.memory();
        switch (tensor.dtype()) {
            case BOOL -> memory.set(ValueLayout.JAVA_BYTE, place, (byte) (value == 0 ? 0 : 1));
            case UINT8 -> memory.set(ValueLayout.JAVA_BYTE, place, (byte) (long) value);
            case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, place, (int) value);
            case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, place, (long) value);
            case BFLOAT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, place, Bfloat16.of(value));
            case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) value);
            case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, place, value);
        }
    }

    /// @param index counted row by row through y's shape
    static void put(Output y, long index, double value) {
        Tensor tensor = y.tensor();
        long place = tensor.isContiguous() ? index : Walk.offset(index, tensor.shape(), tensor.layout().strides());
        write(tensor, place, y.adds() ? read(tensor, place) + value : value);
    }
}
