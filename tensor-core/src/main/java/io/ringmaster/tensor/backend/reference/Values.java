package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Walk;
import java.lang.foreign.ValueLayout;

/// A floating tensor's elements as doubles, addressed row by row through a shape that may be wider than its own.
final class Values {

    private final Tensor tensor;
    private final Shape shape;
    private final long[] strides;

    private Values(Tensor tensor, Shape shape) {
        this.tensor = tensor;
        this.shape = shape;
        this.strides = tensor.layout().stridesOver(shape);
    }

    static Values of(Tensor tensor) {
        return new Values(tensor, tensor.shape());
    }

    static Values of(Tensor tensor, Shape over) {
        return new Values(tensor, over);
    }

    double get(long index) {
        return read(tensor, Walk.offset(index, shape, strides));
    }

    static double read(Tensor tensor, long place) {
        return tensor.dtype() == DType.FLOAT32
            ? tensor.memory().getAtIndex(ValueLayout.JAVA_FLOAT, place)
            : tensor.memory().getAtIndex(ValueLayout.JAVA_DOUBLE, place);
    }

    static void write(Tensor tensor, long place, double value) {
        if (tensor.dtype() == DType.FLOAT32) {
            tensor.memory().setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) value);
        } else {
            tensor.memory().setAtIndex(ValueLayout.JAVA_DOUBLE, place, value);
        }
    }

    /// @param index counted row by row through y's shape
    static void put(Output y, long index, double value) {
        Tensor tensor = y.tensor();
        long place = tensor.isContiguous() ? index : Walk.offset(index, tensor.shape(), tensor.layout().strides());
        write(tensor, place, y.adds() ? read(tensor, place) + value : value);
    }
}
