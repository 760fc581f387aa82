package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.autograd.Graph;
import io.ringmaster.tensor.autograd.Node;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.op.Cast;
import io.ringmaster.tensor.op.Transfer;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Numbers of one dtype in the memory of one device, seen through a shape; remembers how it was computed, so that
/// [#backward] can find the gradients of what it was computed from.
///
/// State: memory that a [Scope] owns, or whoever made the tensor outside any scope and then closes it. Views share
/// it; closing one closes all.
/// Thread: one at a time.
public final class Tensor extends TensorMakers
    implements TensorArithmetic, TensorFunctions, TensorComparisons, TensorReductions, TensorOrder, TensorViews,
    TensorIndexing, TensorProducts, TensorLayers, AutoCloseable {

    private final Storage storage;
    private final Layout layout;
    private final DType dtype;
    private final Node origin;
    private final Version version;
    private boolean requiresGrad;
    private Tensor gradient;
    private boolean ownsGradient;
    private boolean replacesGradient;

    private Tensor(Storage storage, Layout layout, DType dtype) {
        this(storage, layout, dtype, new Version(), null);
    }

    private Tensor(Storage storage, Layout layout, DType dtype, Version version, Node origin) {
        this.storage = storage;
        this.layout = layout;
        this.dtype = dtype;
        this.version = version;
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
        return new Tensor(storage, layout, dtype);
    }

    /// Over memory that stays another's and outlives the tensor: native, at least as long as the shape takes, aligned
    /// to the size of an element.
    public static Tensor borrow(MemorySegment memory, Shape shape, DType dtype, Device device) {
        Backend on = Backends.of(device);
        long bytes = Math.multiplyExact(shape.elements(), dtype.bytes());
        if (!on.sharesHostMemory() || !memory.isNative() || memory.byteSize() < bytes
            || memory.address() % dtype.bytes() != 0) {
            throw new ShapeException("%s as %s %s on %s; it takes native memory that the device can read, %d bytes or "
                + "more, aligned to %d", memory, dtype, shape, device, bytes, dtype.bytes());
        }
        Storage storage = Storage.borrow(on, memory);
        return new Tensor(storage, Layout.contiguous(shape), dtype);
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
        if (elements() == 0) {
            return storage.memory().asSlice(0, 0);
        }
        long from = layout.offset() * dtype.bytes();
        return layout.isDense()
            ? storage.memory().asSlice(from, elements() * dtype.bytes())
            : storage.memory().asSlice(from);
    }

    /// Where the first element lies now: what [#memory] begins at, without an object for it.
    public long address() {
        storage.requireLive();
        return storage.memory().address() + layout.offset() * dtype.bytes();
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

    /// All elements, row by row, of a bool or integer tensor.
    public long[] toLongArray() {
        return HostValues.longs(this);
    }

    /// All elements, row by row, of a bool tensor.
    public boolean[] toBooleanArray() {
        return HostValues.booleans(this);
    }

    /// Sets every element. Not recorded: throws [IllegalStateException] where a gradient is wanted of this tensor, but for
    /// within [NoGrad].
    public void fill(double value) {
        requireWritable("fill");
        Backends.current(storage.backend()).run(new Elements.Fill(value, Output.set(this)));
        changed();
    }

    /// Takes over another tensor's values, whatever its dtype and device. The shapes are equal. Not recorded: throws
    /// [IllegalStateException] where a gradient is wanted of this tensor, but for within [NoGrad].
    public void assign(Tensor values) {
        requireWritable("assign");
        HostValues.assign(this, values);
        changed();
    }

    private void requireWritable(String what) {
        storage.requireLive();
        if (requiresGrad && NoGrad.isRecording()) {
            throw new IllegalStateException(("%s() of %s, which wants a gradient; changes in place are not recorded, so make them "
                + "within NoGrad.open()").formatted(what, summary()));
        }
        if (layout.repeats()) {
            throw new ShapeException("%s() of %s, in which several elements lie in one place; fill a copy()", what, layout);
        }
    }

    /// Says that the values were written over: backward can't go back through what was computed of those before.
    public void changed() {
        version.next();
    }

    /// How often the values of this tensor, or of one that it is a view of, were written over.
    public long version() {
        return version.number();
    }

    /// This without its values: to ask for them is an [IllegalStateException] that says why.
    public Tensor withoutValues(String why) {
        Tensor hidden = new Tensor(storage.withoutMemory(why), layout, dtype, version, null);
        hidden.requiresGrad = requiresGrad;
        return hidden;
    }

    /// The values in another place and dtype; this tensor itself where it is there already.
    public Tensor to(Device device, DType wanted) {
        return wanted == dtype || device.equals(device())
            ? to(wanted).to(device) : Scope.composed(() -> to(wanted).to(device));
    }

    /// The values in another dtype: to integers towards 0, to bool whether they are not 0; this tensor itself where it has
    /// that dtype.
    public Tensor to(DType wanted) {
        return wanted == dtype ? this : Autograd.apply(new Cast(wanted), this);
    }

    /// The values in another place; this tensor itself where it is there already.
    public Tensor to(Device device) {
        return device.equals(device()) ? this : Autograd.apply(new Transfer(device), this);
    }

    /// This, where it is bool or integer as float32.
    Tensor floating() {
        return dtype.isFloating() ? this : to(DType.FLOAT32);
    }

    // Autograd

    public boolean requiresGrad() {
        return requiresGrad;
    }

    /// Lets [#backward] find this tensor's gradient, or no longer.
    public Tensor requiresGrad(boolean wanted) {
        if (origin != null && !wanted) {
            throw new IllegalStateException("%s was computed; detach() gives one without gradient".formatted(summary()));
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

    /// The gradient that backward added up so far: of a tensor that was not computed, or that was told to [#retainGrad].
    public Optional<Tensor> gradient() {
        return Optional.ofNullable(gradient);
    }

    /// Forgets the gradient that backward added up. In memory that is another's it becomes 0.
    public void zeroGradient() {
        if (gradient == null) {
            return;
        }
        if (ownsGradient) {
            gradient.storage.free("when the gradient was forgotten");
            gradient = null;
            ownsGradient = false;
        } else {
            gradient.fill(0);
        }
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

    /// Lets the next backward that reaches this leaf write over the gradient that is there, not add to it.
    public void replaceGradient() {
        replacesGradient = gradient != null;
    }

    /// Forgets the gradient where [#replaceGradient] found nothing to replace it.
    public void settleGradient() {
        if (replacesGradient) {
            replacesGradient = false;
            zeroGradient();
        }
    }

    /// Where backward writes this leaf's gradient: made at first use, with this tensor's owner for its own.
    public Output gradientOutput() {
        if (gradient != null) {
            boolean adds = !replacesGradient;
            replacesGradient = false;
            return new Output(gradient, adds);
        }
        gradient = Scope.outside(() -> empty(layout.dense(), dtype, backend()));
        Scope.give(gradient.storage, storage.owner());
        ownsGradient = true;
        return Output.set(gradient);
    }

    /// Lets backward keep the gradient of this tensor, which was computed; else it keeps those of tensors that were not.
    public Tensor retainGrad() {
        if (origin != null) {
            origin.retain(this);
        }
        return this;
    }

    /// Adds the gradient of this scalar to every tensor it was computed from that wants one.
    public void backward() {
        backward(1);
    }

    /// As [#backward()], of this scalar times `seed`.
    public void backward(double seed) {
        Autograd.backward(this, seed, Graph.FREE);
    }

    /// As [#backward()]; says whether the graph can be walked again.
    public void backward(Graph graph) {
        Autograd.backward(this, 1, graph);
    }

    /// Adds the gradient of `sum(this * gradient)` to every tensor this was computed from that wants one.
    public void backward(Tensor gradient) {
        backward(gradient, Graph.FREE);
    }

    /// As [#backward(Tensor)]; says whether the graph can be walked again.
    public void backward(Tensor gradient, Graph graph) {
        Autograd.backward(this, gradient, graph);
    }

    /// The same memory without a past.
    public Tensor detach() {
        return new Tensor(storage, layout, dtype, version, null);
    }

    /// The same memory with a past, for the tape.
    public Tensor computedBy(Node node) {
        return new Tensor(storage, layout, dtype, version, node);
    }

    /// The same memory through another layout and without a past, for ops.
    public Tensor viewAs(Layout view) {
        return new Tensor(storage, view, dtype, version, null);
    }

    /// `part` elements from element `offset` on, of contiguous memory and without a past, for flat buffers: what is written to
    /// one slice is no change of another.
    public Tensor slice(long offset, Shape part) {
        if (!isContiguous()) {
            throw new ShapeException("slice of %s, which has gaps; make it contiguous() first", layout);
        }
        if (offset < 0 || offset > elements() - part.elements()) {
            throw new ShapeException("slice of %s from element %d of %s; a slice lies within", part, offset, this);
        }
        return new Tensor(
            storage, Layout.strided(part, Layout.contiguous(part).strides(), layout.offset() + offset), dtype);
    }

    /// Frees the memory, for all views of it. Memory that is borrowed stays as it is.
    @Override
    public void close() {
        storage.free("when it was closed");
        if (ownsGradient) {
            gradient.storage.free("when the tensor it belongs to was closed");
        }
    }

    /// What it is, without its values: `float32[2, 3] on cpu`.
    public String summary() {
        return "%s%s on %s".formatted(dtype, shape(), device());
    }

    /// The values as PyTorch prints them: rows in brackets, the middle of long dims left out.
    @Override
    public String toString() {
        return storage.isLive() ? Printer.print(this) : summary() + ", freed";
    }
}
