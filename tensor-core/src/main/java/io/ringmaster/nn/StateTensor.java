package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.random.RandomStream;

/// A tensor of a module's state: a [Parameter], which training changes by its gradient, or a [Buffer]. The same object in
/// two modules is one: tied.
///
/// State: no memory before [Module#initialize] or [Module#loadStateDict] gives it values, so that a net nobody
/// initialised can't train unnoticed.
public abstract sealed class StateTensor permits Parameter, Buffer {

    private final Shape shape;
    private Initializer initializer;
    private Device device = Device.CPU;
    private DType dtype;
    private Tensor tensor;
    private boolean flat;

    StateTensor(Shape shape, DType dtype, Initializer initializer) {
        this.shape = shape;
        this.dtype = dtype;
        this.initializer = initializer;
    }

    public final Shape shape() {
        return shape;
    }

    public final Device device() {
        return device;
    }

    public final DType dtype() {
        return dtype;
    }

    /// Whether it has values yet.
    public final boolean isInitialized() {
        return tensor != null;
    }

    /// Throws [IllegalStateException] before there are values.
    public final Tensor tensor() {
        if (tensor == null) {
            throw new IllegalStateException("%s has no values yet; call initialize(seed) or loadStateDict on its module"
                .formatted(title()));
        }
        return tensor;
    }

    /// Lets [Module#initialize] draw the first values so; what is there already stays until then.
    public final void initializer(Initializer initializer) {
        this.initializer = initializer;
    }

    final void initialize(RandomStream stream) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        initializer.fill(values, shape, stream);
        try (Scope _ = Scope.open()) {
            assign(Tensor.of(values, shape, Device.CPU));
        }
    }

    final void assign(Tensor values) {
        if (tensor == null) {
            tensor = made(Scope.outside(() -> Tensor.empty(shape, dtype, Backends.of(device))));
        }
        tensor.detach().assign(values);
    }

    /// Where its values are, or will be.
    final void moveTo(Device device, DType computed) {
        DType wanted = dtypeIn(computed);
        if (device.equals(this.device) && wanted == dtype) {
            return;
        }
        requireOwnMemory();
        this.device = device;
        dtype = wanted;
        if (tensor != null) {
            Tensor old = tensor;
            replace(Scope.outside(() -> old.detach().to(device, wanted)));
        }
    }

    /// The dtype this has in a module that computes in another.
    DType dtypeIn(DType computed) {
        return computed;
    }

    /// Lets the values live in a slice of a buffer that another owns; they stay what they are.
    final void moveInto(Tensor values) {
        requireOwnMemory();
        values.assign(tensor());
        replace(values);
        flat = true;
    }

    final boolean isFlat() {
        return flat;
    }

    private void requireOwnMemory() {
        if (flat) {
            throw new IllegalStateException(
                "%s, which lies in a ParameterBuffer, moved; move the module before it is flattened, and flatten it once"
                    .formatted(title()));
        }
    }

    private void replace(Tensor values) {
        tensor.close();
        tensor = made(values);
    }

    /// New memory for the values, before anyone sees it.
    Tensor made(Tensor values) {
        return values;
    }

    final void close() {
        if (tensor != null) {
            tensor.close();
        }
    }

    /// How messages call it.
    abstract String title();
}
