package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.autograd.Node;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;
import io.ringmaster.tensor.op.Add;
import io.ringmaster.tensor.op.Contiguous;
import io.ringmaster.tensor.op.Dropout;
import io.ringmaster.tensor.op.Linear;
import io.ringmaster.tensor.op.LogSoftmax;
import io.ringmaster.tensor.op.MatMul;
import io.ringmaster.tensor.op.Multiply;
import io.ringmaster.tensor.op.Relu;
import io.ringmaster.tensor.op.Reshape;
import io.ringmaster.tensor.op.Scale;
import io.ringmaster.tensor.op.Subtract;
import io.ringmaster.tensor.op.Sum;
import io.ringmaster.tensor.op.Transpose;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Numbers of one dtype in the memory of one device, seen through a shape; remembers how it was computed, so that
/// [#backward] can find the gradients of what it was computed from.
///
/// State: memory that a [Scope] owns, or whoever made the tensor outside any scope and then closes it. Views share
/// it; closing one closes all.
/// Thread: one at a time.
public final class Tensor implements AutoCloseable {

    private final Storage storage;
    private final Layout layout;
    private final DType dtype;
    private final Node origin;
    private boolean requiresGrad;
    private Tensor gradient;
    private boolean ownsGradient;

    private Tensor(Storage storage, Layout layout, DType dtype, Node origin) {
        this.storage = storage;
        this.layout = layout;
        this.dtype = dtype;
        this.origin = origin;
        this.requiresGrad = origin != null;
    }

    // Makers

    /// Memory of unknown content.
    public static Tensor empty(Shape shape, DType dtype, Backend on) {
        return empty(Layout.contiguous(shape), dtype, on);
    }

    /// Memory of unknown content, as long as a layout without gaps takes.
    public static Tensor empty(Layout layout, DType dtype, Backend on) {
        if (!on.supports(dtype)) {
            throw new ShapeException("a %s tensor on %s, which has no %s; use another dtype or device %s",
                dtype, on.device(), dtype, Device.REFERENCE);
        }
        if (!layout.isDense() || layout.offset() != 0) {
            throw new ShapeException("new memory for %s; it has no gaps and begins with the first element", layout);
        }
        Storage storage = Storage.allocate(on, Math.multiplyExact(layout.shape().elements(), dtype.bytes()));
        return new Tensor(storage, layout, dtype, null);
    }

    public static Tensor full(double value, Shape shape, DType dtype, Device device) {
        Tensor tensor = empty(shape, dtype, Backends.current(Backends.of(device)));
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
        Tensor tensor = empty(shape, dtype, on);
        on.upload(values, tensor);
        return tensor;
    }

    /// Over memory that stays another's and outlives the tensor: native, at least as long as the shape takes, aligned
    /// to 8 bytes, or 4 where the dtype has 4.
    public static Tensor borrow(MemorySegment memory, Shape shape, DType dtype, Device device) {
        Backend on = Backends.of(device);
        long bytes = Math.multiplyExact(shape.elements(), dtype.bytes());
        if (!on.sharesHostMemory() || !memory.isNative() || memory.byteSize() < bytes
            || memory.address() % dtype.bytes() != 0) {
            throw new ShapeException("%s as %s %s on %s; it takes native memory that the device can read, %d bytes or "
                + "more, aligned to %d", memory, dtype, shape, device, bytes, dtype.bytes());
        }
        Storage storage = Storage.borrow(on, memory);
        return new Tensor(storage, Layout.contiguous(shape), dtype, null);
    }

    // What it is

    public Shape shape() {
        return layout.shape();
    }

    /// @param dim counted from the front, or with -1 and below from the back
    public long dim(int dim) {
        return layout.shape().dim(dim);
    }

    public long elements() {
        return layout.shape().elements();
    }

    public DType dtype() {
        return dtype;
    }

    public Device device() {
        return storage.backend().device();
    }

    public Backend backend() {
        return storage.backend();
    }

    public Layout layout() {
        return layout;
    }

    public boolean isContiguous() {
        return layout.isContiguous();
    }

    /// From the first element on; where there are no gaps, to the last. Throws [IllegalStateException] once the memory
    /// is freed.
    public MemorySegment memory() {
        storage.requireLive();
        long from = layout.offset() * dtype.bytes();
        return layout.isDense()
            ? storage.memory().asSlice(from, elements() * dtype.bytes())
            : storage.memory().asSlice(from);
    }

    /// The memory that this tensor shares with its views.
    public Block block() {
        return storage.block();
    }

    /// Throws [IllegalStateException] once the memory is freed.
    public void requireLive() {
        storage.requireLive();
    }

    Storage storage() {
        return storage;
    }

    // Values

    /// The value of a tensor of one element.
    public double item() {
        if (elements() != 1) {
            throw new ShapeException("item of %s; only a tensor of one element has one value", this);
        }
        return toDoubleArray()[0];
    }

    /// All elements, row by row.
    public float[] toFloatArray() {
        return HostValues.floats(this);
    }

    /// All elements, row by row.
    public double[] toDoubleArray() {
        return HostValues.doubles(this);
    }

    /// All elements, row by row, of an integer tensor.
    public long[] toLongArray() {
        return HostValues.longs(this);
    }

    public void fill(double value) {
        storage.requireLive();
        Backends.current(storage.backend()).run(new Elements.Fill(value, Output.set(this)));
    }

    /// Takes over another tensor's values, whatever its dtype and device. The shapes are equal.
    public void assign(Tensor values) {
        HostValues.assign(this, values);
    }

    /// A copy in another place or dtype; this tensor itself where it is there already. Outside autograd.
    public Tensor to(Device device, DType wanted) {
        if (device.equals(device()) && wanted == dtype) {
            return this;
        }
        if (requiresGrad && NoGrad.isRecording()) {
            throw new IllegalStateException(
                "%s moved to %s %s: no gradient comes back from there; detach() it first".formatted(this, wanted, device));
        }
        Tensor copy = empty(shape(), wanted, Backends.of(device));
        copy.assign(this);
        return copy;
    }

    // Autograd

    public boolean requiresGrad() {
        return requiresGrad;
    }

    /// Lets [#backward] find this tensor's gradient, or no longer.
    public Tensor requiresGrad(boolean wanted) {
        if (origin != null && !wanted) {
            throw new IllegalStateException("%s was computed; detach() gives one without gradient".formatted(this));
        }
        if (wanted && !dtype.isFloating()) {
            throw new ShapeException("a gradient for %s; only floating dtypes have one", this);
        }
        requiresGrad = wanted;
        return this;
    }

    /// How this was computed, where that is recorded.
    public Optional<Node> origin() {
        return Optional.ofNullable(origin);
    }

    /// The gradient that backward added up so far, of a tensor that was not computed.
    public Optional<Tensor> gradient() {
        return Optional.ofNullable(gradient);
    }

    /// Lets backward add this tensor's gradient to `into`, a contiguous tensor of the same shape, dtype and device.
    public void accumulateGradientIn(Tensor into) {
        if (!into.shape().equals(shape()) || into.dtype != dtype || !into.device().equals(device())
            || !into.isContiguous()) {
            throw new ShapeException("the gradient of %s kept in %s; shape, dtype and device must be equal, without gaps",
                this, into);
        }
        gradient = into;
        ownsGradient = false;
    }

    /// Where backward writes this leaf's gradient: made at first use, with this tensor's owner for its own.
    public Output gradientOutput() {
        if (gradient != null) {
            return Output.add(gradient);
        }
        gradient = Scope.outside(() -> empty(layout.dense(), dtype, backend()));
        Scope.give(gradient.storage, storage.owner());
        ownsGradient = true;
        return Output.set(gradient);
    }

    /// Adds the gradient of this scalar to every tensor it was computed from that wants one.
    public void backward() {
        backward(1);
    }

    /// As [#backward()], of this scalar times `seed`.
    public void backward(double seed) {
        Autograd.backward(this, seed);
    }

    /// The same memory without a past.
    public Tensor detach() {
        return new Tensor(storage, layout, dtype, null);
    }

    /// The same memory with a past, for the tape.
    public Tensor computedBy(Node node) {
        return new Tensor(storage, layout, dtype, node);
    }

    /// The same memory through another layout and without a past, for ops.
    public Tensor viewAs(Layout view) {
        return new Tensor(storage, view, dtype, null);
    }

    /// `shape` elements from element `offset` on, of contiguous memory and without a past, for flat buffers.
    public Tensor slice(long offset, Shape part) {
        if (!isContiguous()) {
            throw new ShapeException("slice of %s, which has gaps; make it contiguous() first", layout);
        }
        if (offset < 0 || offset > elements() - part.elements()) {
            throw new ShapeException("slice of %s from element %d of %s; a slice lies within", part, offset, this);
        }
        return new Tensor(
            storage, Layout.strided(part, Layout.contiguous(part).strides(), layout.offset() + offset), dtype, null);
    }

    // Ops

    public Tensor add(Tensor other) {
        return Autograd.apply(new Add(), this, other);
    }

    public Tensor sub(Tensor other) {
        return Autograd.apply(new Subtract(), this, other);
    }

    public Tensor mul(Tensor other) {
        return Autograd.apply(new Multiply(), this, other);
    }

    public Tensor mul(double factor) {
        return Autograd.apply(new Scale(factor), this);
    }

    public Tensor matmul(Tensor other) {
        return Autograd.apply(new MatMul(), this, other);
    }

    /// `this weightᵀ + bias`. Shapes: this [B, I], weight [O, I], bias [O] → [B, O].
    public Tensor linear(Tensor weight, Tensor bias) {
        return Autograd.apply(new Linear(), this, weight, bias);
    }

    public Tensor relu() {
        return Autograd.apply(new Relu(), this);
    }

    public Tensor dropout(DropoutMask mask) {
        return Autograd.apply(new Dropout(mask), this);
    }

    /// Over the last dim.
    public Tensor logSoftmax() {
        return Autograd.apply(new LogSoftmax(), this);
    }

    /// The same elements, row by row, in another shape; copied only where they have gaps.
    ///
    /// @param dims one may be -1: whatever is left
    public Tensor reshape(long... dims) {
        return Autograd.apply(new Reshape(Reshape.infer(shape(), dims)), contiguous());
    }

    /// The dims from `first` on as one.
    public Tensor flatten(int first) {
        return reshape(Reshape.flat(shape(), first));
    }

    /// A view with two dims exchanged.
    public Tensor transpose(int first, int second) {
        return Autograd.apply(new Transpose(first, second), this);
    }

    /// A matrix's transpose, as a view.
    public Tensor t() {
        return transpose(-2, -1);
    }

    /// Itself, or a copy where the elements have gaps.
    public Tensor contiguous() {
        return isContiguous() ? this : Autograd.apply(new Contiguous(), this);
    }

    /// The sum of all elements, a scalar.
    public Tensor sum() {
        return Autograd.apply(new Sum(Shape.SCALAR), this);
    }

    /// Sums along one dim, which stays with size 1.
    public Tensor sum(int dim) {
        return Autograd.apply(new Sum(shape().with(dim, 1)), this);
    }

    /// The mean of all elements, a scalar.
    public Tensor mean() {
        return sum().mul(1.0 / elements());
    }

    /// Means along one dim, which stays with size 1.
    public Tensor mean(int dim) {
        return sum(dim).mul(1.0 / dim(dim));
    }

    /// The index of each row's largest value, the first of equals. Shapes: this [B, C] → [B], int64.
    public Tensor argmax() {
        if (shape().rank() != 2 || dim(1) == 0) {
            throw new ShapeException("argmax of %s; it takes rows of 1 element or more, [B, C]", this);
        }
        Tensor index = empty(Shape.of(dim(0)), DType.INT64, Backends.current(backend()));
        index.backend().run(new Reductions.ArgMax(this, Output.set(index)));
        return index;
    }

    /// Frees the memory, for all views of it. Memory that is borrowed stays as it is.
    @Override
    public void close() {
        storage.free("when it was closed");
        if (ownsGradient) {
            gradient.storage.free("when the tensor it belongs to was closed");
        }
    }

    @Override
    public String toString() {
        return "%s%s on %s".formatted(dtype, shape(), device());
    }
}
