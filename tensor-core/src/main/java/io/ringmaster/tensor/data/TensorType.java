package io.ringmaster.tensor.data;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;

/// What one tensor of a sample is.
public record TensorType(DType dtype, Shape shape) {

    /// A class's number: int64 [].
    public static final TensorType LABEL = int64();

    public static TensorType float32(long... dims) {
        return new TensorType(DType.FLOAT32, Shape.of(dims));
    }

    public static TensorType int64(long... dims) {
        return new TensorType(DType.INT64, Shape.of(dims));
    }

    public long elements() {
        return shape.elements();
    }

    /// The bytes that `samples` of them take, one after another.
    public long bytes(long samples) {
        return Math.multiplyExact(Math.multiplyExact(samples, elements()), (long) dtype.bytes());
    }

    /// The shape of `samples` of them stacked: [samples, ...].
    public Shape stacked(long samples) {
        long[] one = shape.dims();
        long[] all = new long[one.length + 1];
        all[0] = samples;
        System.arraycopy(one, 0, all, 1, one.length);
        return Shape.of(all);
    }

    @Override
    public String toString() {
        return dtype.toString() + shape;
    }
}
