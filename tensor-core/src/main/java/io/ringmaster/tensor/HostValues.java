package io.ringmaster.tensor;

import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A tensor's elements on their way to and from Java arrays.
final class HostValues {

    private HostValues() {}

    static float[] join(float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        float[] all = new float[Math.multiplyExact(rows.length, columns)];
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != columns) {
                throw new ShapeException("row %d has %d values, row 0 has %d; rows are of one length",
                    row, rows[row].length, columns);
            }
            System.arraycopy(rows[row], 0, all, row * columns, columns);
        }
        return all;
    }

    static float[] floats(Tensor tensor) {
        if (tensor.dtype() == DType.FLOAT32) {
            float[] values = new float[length(tensor)];
            download(tensor, MemorySegment.ofArray(values));
            return values;
        }
        double[] wide = doubles(tensor);
        float[] values = new float[wide.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) wide[i];
        }
        return values;
    }

    static double[] doubles(Tensor tensor) {
        double[] values = new double[length(tensor)];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = downloaded(tensor, arena);
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (tensor.dtype()) {
                    case BOOL, UINT8, INT32, INT64 -> (double) integer(host, tensor.dtype(), i);
                    case BFLOAT16 -> Bfloat16.toFloat(host.getAtIndex(ValueLayout.JAVA_SHORT, i));
                    case FLOAT32 -> host.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    case FLOAT64 -> host.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                };
            }
        }
        return values;
    }

    static long[] longs(Tensor tensor) {
        if (tensor.dtype().isFloating()) {
            throw new ShapeException("integers of %s; take its values as floats or doubles, or to(INT64) first", tensor);
        }
        long[] values = new long[length(tensor)];
        if (tensor.dtype() == DType.INT64) {
            download(tensor, MemorySegment.ofArray(values));
            return values;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = downloaded(tensor, arena);
            for (int i = 0; i < values.length; i++) {
                values[i] = integer(host, tensor.dtype(), i);
            }
        }
        return values;
    }

    static boolean[] booleans(Tensor tensor) {
        if (tensor.dtype() != DType.BOOL) {
            throw new ShapeException("truth values of %s; compare it, or to(BOOL) first", tensor);
        }
        byte[] bytes = new byte[length(tensor)];
        download(tensor, MemorySegment.ofArray(bytes));
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] != 0;
        }
        return values;
    }

    static byte[] bytes(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return bytes;
    }

    private static long integer(MemorySegment host, DType dtype, long index) {
        return switch (dtype) {
            case BOOL, UINT8 -> host.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
            case INT32 -> host.getAtIndex(ValueLayout.JAVA_INT, index);
            case INT64 -> host.getAtIndex(ValueLayout.JAVA_LONG, index);
            case BFLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException(dtype + " is no integer");
        };
    }

    static void assign(Tensor to, Tensor from) {
        if (!to.shape().equals(from.shape())) {
            throw new ShapeException("%s assigned to %s; the shapes must be equal", from, to);
        }
        to.requireLive();
        if (to.device().equals(from.device())) {
            from.requireLive();
            Backends.current(to.backend()).run(new Elements.Copy(from, Output.set(to)));
            return;
        }
        try (Arena arena = Arena.ofConfined(); NoGrad _ = NoGrad.open(); Scope _ = Scope.open()) {
            if (to.isContiguous()) {
                to.backend().upload(downloaded(from.to(to.dtype()), arena), to);
            } else {
                Tensor staged = Tensor.empty(to.shape(), to.dtype(), to.backend());
                staged.assign(from);
                to.assign(staged);
            }
        }
    }

    private static MemorySegment downloaded(Tensor tensor, Arena arena) {
        MemorySegment host = arena.allocate(Math.max(1, tensor.elements()) * tensor.dtype().bytes(), Double.BYTES);
        download(tensor, host);
        return host;
    }

    private static void download(Tensor tensor, MemorySegment host) {
        tensor.memory();
        if (tensor.isContiguous()) {
            tensor.backend().download(tensor, host);
            return;
        }
        try (NoGrad _ = NoGrad.open(); Scope _ = Scope.open()) {
            Tensor dense = tensor.contiguous();
            dense.backend().download(dense, host);
        }
    }

    private static int length(Tensor tensor) {
        return Math.toIntExact(tensor.elements());
    }
}
