package io.ringmaster.tensor;

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
            MemorySegment host = arena.allocate(bytes(tensor), Double.BYTES);
            download(tensor, host);
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (tensor.dtype()) {
                    case FLOAT32 -> host.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    case FLOAT64 -> host.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                    case INT32 -> host.getAtIndex(ValueLayout.JAVA_INT, i);
                    case INT64 -> (double) host.getAtIndex(ValueLayout.JAVA_LONG, i);
                };
            }
        }
        return values;
    }

    static long[] longs(Tensor tensor) {
        if (tensor.dtype() == DType.INT64) {
            long[] values = new long[length(tensor)];
            download(tensor, MemorySegment.ofArray(values));
            return values;
        }
        if (tensor.dtype() == DType.INT32) {
            int[] narrow = new int[length(tensor)];
            download(tensor, MemorySegment.ofArray(narrow));
            long[] values = new long[narrow.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = narrow[i];
            }
            return values;
        }
        throw new ShapeException("integers of %s; take its values as floats or doubles", tensor);
    }

    static void assign(Tensor to, Tensor from) {
        if (!to.shape().equals(from.shape())) {
            throw new ShapeException("%s assigned to %s; the shapes must be equal", from, to);
        }
        if (!to.isContiguous()) {
            throw new ShapeException("values assigned to %s, which has gaps; assign to what it is a view of", to.layout());
        }
        to.memory();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(bytes(to), Double.BYTES);
            if (to.dtype() == from.dtype()) {
                download(from, host);
            } else {
                convert(doubles(from), to.dtype(), host);
            }
            to.backend().upload(host, to);
        }
    }

    private static void convert(double[] values, DType dtype, MemorySegment host) {
        for (int i = 0; i < values.length; i++) {
            switch (dtype) {
                case FLOAT32 -> host.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
                case FLOAT64 -> host.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
                case INT32 -> host.setAtIndex(ValueLayout.JAVA_INT, i, (int) values[i]);
                case INT64 -> host.setAtIndex(ValueLayout.JAVA_LONG, i, (long) values[i]);
            }
        }
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

    private static long bytes(Tensor tensor) {
        return Math.max(1, tensor.elements()) * tensor.dtype().bytes();
    }
}
