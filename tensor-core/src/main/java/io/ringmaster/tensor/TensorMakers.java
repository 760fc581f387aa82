package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.op.Concatenate;
import io.ringmaster.tensor.op.Pointwise;
import io.ringmaster.tensor.op.Where;
import io.ringmaster.tensor.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/// How tensors are made: of values, `Tensor.zeros(2, 3)`, at random, and of several tensors. Where no dtype and device are
/// named, they are float32 on the CPU.
abstract sealed class TensorMakers permits Tensor {

    private static final Shape NOTHING = Shape.of(0);

    // The same everywhere

    public static Tensor full(double value, Shape shape, DType dtype, Device device) {
        Tensor tensor = Tensor.empty(shape, dtype, Backends.current(Backends.of(device)));
        tensor.fill(value);
        return tensor;
    }

    public static Tensor full(double value, long... dims) {
        return full(value, Shape.of(dims), DType.FLOAT32, Device.CPU);
    }

    public static Tensor zeros(long... dims) {
        return full(0, Shape.of(dims), DType.FLOAT32, Device.CPU);
    }

    public static Tensor zeros(Shape shape, DType dtype, Device device) {
        return full(0, shape, dtype, device);
    }

    public static Tensor ones(long... dims) {
        return full(1, Shape.of(dims), DType.FLOAT32, Device.CPU);
    }

    public static Tensor ones(Shape shape, DType dtype, Device device) {
        return full(1, shape, dtype, device);
    }

    /// As another tensor is, and lies.
    public static Tensor fullLike(double value, Tensor other) {
        Tensor tensor = Tensor.empty(other.layout().dense(), other.dtype(), Backends.current(other.backend()));
        tensor.fill(value);
        return tensor;
    }

    /// As another tensor is, and lies.
    public static Tensor zerosLike(Tensor other) {
        return fullLike(0, other);
    }

    /// As another tensor is, and lies.
    public static Tensor onesLike(Tensor other) {
        return fullLike(1, other);
    }

    // Values

    /// One row.
    public static Tensor of(float... values) {
        return of(values, Shape.of(values.length), Device.CPU);
    }

    /// Rows of one length.
    public static Tensor of(float[][] rows) {
        return of(HostValues.join(rows), Shape.of(rows.length, rows.length == 0 ? 0 : rows[0].length), Device.CPU);
    }

    public static Tensor of(float[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.FLOAT32, device);
    }

    /// float64.
    public static Tensor of(double[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.FLOAT64, device);
    }

    /// int32.
    public static Tensor of(int[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.INT32, device);
    }

    /// int64.
    public static Tensor of(long[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.INT64, device);
    }

    /// bool.
    public static Tensor of(boolean[] values, Shape shape, Device device) {
        MemorySegment bytes = MemorySegment.ofArray(HostValues.bytes(values));
        return upload(bytes, values.length, shape, DType.BOOL, device);
    }

    /// uint8: the bytes without their sign.
    public static Tensor of(byte[] values, Shape shape, Device device) {
        return upload(MemorySegment.ofArray(values), values.length, shape, DType.UINT8, device);
    }

    private static Tensor upload(MemorySegment values, long found, Shape shape, DType dtype, Device device) {
        if (found != shape.elements()) {
            throw new ShapeException("%d values for shape %s, which takes %d", found, shape, shape.elements());
        }
        Backend on = Backends.current(Backends.of(device));
        Tensor tensor = Tensor.empty(shape, dtype, on);
        on.upload(values, tensor);
        return tensor;
    }

    // Sequences

    /// int64: 0 to `end - 1`, on the CPU.
    public static Tensor arange(long end) {
        return arange(end, DType.INT64, Device.CPU);
    }

    /// 0 to `end - 1`.
    public static Tensor arange(long end, DType dtype, Device device) {
        return arange(0, (double) end, 1, dtype, device);
    }

    /// The numbers from `start` on, `step` apart, before `end`.
    public static Tensor arange(double start, double end, double step, DType dtype, Device device) {
        double count = Math.ceil((end - start) / step);
        if (!((end - start) / step >= 0) || count > Integer.MAX_VALUE) {
            throw new ShapeException("a range from %s to %s in steps of %s; the steps lead to the end", start, end, step);
        }
        return sequence((int) count, i -> start + i * step, dtype, device);
    }

    /// `count` numbers from `start` to `end`, both included, equally far apart.
    public static Tensor linspace(double start, double end, int count, DType dtype, Device device) {
        requireCount("linspace", count);
        double step = (end - start) / Math.max(1, count - 1);
        return sequence(count, i -> i < count / 2 || count == 1 ? start + i * step : end - (count - 1 - i) * step, dtype, device);
    }

    /// The unit matrix.
    public static Tensor eye(long size) {
        return eye(size, DType.FLOAT32, Device.CPU);
    }

    public static Tensor eye(long size, DType dtype, Device device) {
        requireCount("eye", size);
        Tensor matrix = zeros(Shape.of(size, size), dtype, device);
        matrix.diagonal().fill(1);
        return matrix;
    }

    private static void requireCount(String what, long count) {
        if (count < 0) {
            throw new ShapeException("%s of %d; that is 0 or more", what, count);
        }
    }

    private static Tensor sequence(int count, IntToDoubleFunction value, DType dtype, Device device) {
        if (dtype == DType.INT64) {
            long[] values = new long[count];
            Arrays.setAll(values, i -> (long) value.applyAsDouble(i));
            return of(values, Shape.of(count), device);
        }
        double[] values = new double[count];
        Arrays.setAll(values, value);
        return converted(of(values, Shape.of(count), Device.REFERENCE), dtype, device);
    }

    // Random numbers: number i of the stream makes element i, counted row by row, on every device

    /// Uniform in [0, 1).
    public static Tensor rand(RandomStream stream, long... dims) {
        return rand(stream, Shape.of(dims), DType.FLOAT32, Device.CPU);
    }

    /// Uniform in [0, 1).
    public static Tensor rand(RandomStream stream, Shape shape, DType dtype, Device device) {
        int[] bits = new int[Math.toIntExact(shape.elements())];
        stream.bits(0, bits, bits.length);
        float[] values = new float[bits.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = RandomStream.toUniform(bits[i]);
        }
        return converted(of(values, shape, Device.CPU), dtype, device);
    }

    /// Normal, with mean 0 and variance 1.
    public static Tensor randn(RandomStream stream, long... dims) {
        return randn(stream, Shape.of(dims), DType.FLOAT32, Device.CPU);
    }

    /// Normal, with mean 0 and variance 1.
    public static Tensor randn(RandomStream stream, Shape shape, DType dtype, Device device) {
        double[] values = new double[Math.toIntExact(shape.elements())];
        Arrays.setAll(values, stream::normal);
        return converted(of(values, shape, Device.REFERENCE), dtype, device);
    }

    /// int64: uniform in `low` to `high - 1`.
    public static Tensor randint(RandomStream stream, long low, long high, Shape shape, Device device) {
        if (low >= high) {
            throw new ShapeException("randint from %d to below %d; the second is larger", low, high);
        }
        IntToLongFunction draw = i -> low + stream.below(i, high - low);
        long[] values = new long[Math.toIntExact(shape.elements())];
        Arrays.setAll(values, draw);
        return of(values, shape, device);
    }

    /// int64: 0 to `count - 1` in random order.
    public static Tensor randperm(RandomStream stream, int count, Device device) {
        requireCount("randperm", count);
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            int other = (int) stream.below(i, i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return of(order, Shape.of(count), device);
    }

    private static Tensor converted(Tensor values, DType dtype, Device device) {
        if (values.dtype() == dtype && values.device().equals(device)) {
            return values;
        }
        return Scope.composed(() -> values.to(dtype).to(device));
    }

    // Of several

    /// Tensors one after another along one dim. Those of shape [0] add nothing, whatever the others' dims are, so that a
    /// result can be collected from nothing on.
    public static Tensor cat(int dim, Tensor... tensors) {
        if (tensors.length == 0) {
            throw new ShapeException("cat of no tensors; it takes one or more");
        }
        DType common = Arrays.stream(tensors).map(Tensor::dtype).reduce(DType::with).orElseThrow();
        boolean areRows = Arrays.stream(tensors).allMatch(tensor -> tensor.shape().rank() == 1);
        Tensor[] same = Arrays.stream(tensors).filter(tensor -> areRows || !tensor.shape().equals(NOTHING))
            .map(tensor -> tensor.to(common)).toArray(Tensor[]::new);
        return Autograd.apply(new Concatenate(same[0].shape().place(dim)), same);
    }

    /// Tensors one after another along one dim.
    public static Tensor cat(int dim, List<Tensor> tensors) {
        return cat(dim, tensors.toArray(Tensor[]::new));
    }

    /// Tensors of one shape side by side, along a new dim.
    public static Tensor stack(int dim, Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (!tensor.shape().equals(tensors[0].shape())) {
                throw new ShapeException("stack of %s and %s; the shapes are equal", tensors[0].summary(), tensor.summary());
            }
        }
        Tensor[] wider = new Tensor[tensors.length];
        Arrays.setAll(wider, i -> tensors[i].unsqueeze(dim));
        return cat(dim, wider);
    }

    /// Tensors of one shape side by side, along a new dim.
    public static Tensor stack(int dim, List<Tensor> tensors) {
        return stack(dim, tensors.toArray(Tensor[]::new));
    }

    /// a where the condition, bool, holds, else b; each repeats along dims in which another is wider.
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        if (a.dtype() == b.dtype()) {
            return Autograd.apply(new Where(), a, b, condition);
        }
        DType common = DType.of(a, b);
        return Autograd.apply(new Where(), a.to(common), b.to(common), condition);
    }

    /// A number to the power of each element.
    public static Tensor pow(double base, Tensor exponent) {
        return Autograd.apply(new Pointwise(new Unary.PowerOf(base)), exponent.floating());
    }

    /// A whole number to the power of each element; of integers, which are 0 and more, an integer.
    public static Tensor pow(long base, Tensor exponent) {
        return exponent.dtype().isInteger()
            ? Scope.composed(() -> full((double) base, Shape.SCALAR, exponent.dtype(), exponent.device()).pow(exponent))
            : pow((double) base, exponent);
    }

    /// Sums of products by Einstein's convention: `bij,bjk->bik` multiplies matrices. Names are letters; `...` stands for
    /// dims without a name; a name that the result lacks is summed over; without an arrow the result has the names that occur
    /// once, by the alphabet.
    public static Tensor einsum(String equation, Tensor... tensors) {
        return Scope.composed(() -> new Einsum(equation, tensors).compute());
    }
}
