package io.ringmaster.tensor;

import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import java.lang.foreign.MemorySegment;

/// How tensors are made of values: `Tensor.zeros(2, 3)`.
abstract sealed class TensorMakers permits Tensor {

    public static Tensor full(double value, Shape shape, DType dtype, Device device) {
        Tensor tensor = Tensor.empty(shape, dtype, Backends.current(Backends.of(device)));
        tensor.fill(value);
        return tensor;
    }

    /// float32 on the CPU.
    public static Tensor zeros(long... dims) {
        return full(0, Shape.of(dims), DType.FLOAT32, Device.CPU);
    }

    public static Tensor zeros(Shape shape, DType dtype, Device device) {
        return full(0, shape, dtype, device);
    }

    /// float32 on the CPU.
    public static Tensor ones(long... dims) {
        return full(1, Shape.of(dims), DType.FLOAT32, Device.CPU);
    }

    public static Tensor ones(Shape shape, DType dtype, Device device) {
        return full(1, shape, dtype, device);
    }

    /// One row of float32 on the CPU.
    public static Tensor of(float... values) {
        return of(values, Shape.of(values.length), Device.CPU);
    }

    /// Rows of one length, float32 on the CPU.
    public static Tensor of(float[][] rows) {
        return of(HostValues.join(rows), Shape.of(rows.length, rows.length == 0 ? 0 : rows[0].length), Device.CPU);
    }

    public static Tensor of(float[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.FLOAT32, Backends.of(device));
    }

    /// float64, which the reference device has.
    public static Tensor of(double[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.FLOAT64, Backends.of(device));
    }

    public static Tensor of(long[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.INT64, Backends.of(device));
    }

    private static Tensor upload(MemorySegment values, long found, Shape shape, DType dtype, Backend on) {
        if (found != shape.elements()) {
            throw new ShapeException("%d values for shape %s, which takes %d", found, shape, shape.elements());
        }
        Tensor tensor = Tensor.empty(shape, dtype, on);
        on.upload(values, tensor);
        return tensor;
    }
}
