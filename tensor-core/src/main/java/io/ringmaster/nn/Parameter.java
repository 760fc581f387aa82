package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.random.RandomStream;

/// A tensor that training changes. The same object in two modules is one parameter: tied.
///
/// State: no memory before [Module#initialize] or [Module#loadStateDict] gives it values, so that a net nobody
/// initialised can't train unnoticed.
public final class Parameter {

    private final Shape shape;
    private final Initializer initializer;
    private Device device = Device.CPU;
    private DType dtype = DType.FLOAT32;
    private boolean trainable = true;
    private Tensor tensor;
    private boolean flat;

    Parameter(Shape shape, Initializer initializer) {
        this.shape = shape;
        this.initializer = initializer;
    }

    public Shape shape() {
        return shape;
    }

    public Device device() {
        return device;
    }

    public DType dtype() {
        return dtype;
    }

    /// Whether it has values yet.
    public boolean isInitialized() {
        return tensor != null;
    }

    /// Throws [IllegalStateException] before the parameter has values.
    public Tensor tensor() {
        if (tensor == null) {
            throw new IllegalStateException(
                "a parameter %s has no values yet; call initialize(seed) or loadStateDict on its module".formatted(shape));
        }
        return tensor;
    }

    public boolean requiresGrad() {
        return trainable;
    }

    /// Freezes it, or lets it train again.
    public void requiresGrad(boolean wanted) {
        trainable = wanted;
        if (tensor != null) {
            tensor.requiresGrad(wanted);
        }
    }

    void initialize(RandomStream stream) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        initializer.fill(values, stream);
        try (Scope _ = Scope.open()) {
            assign(Tensor.of(values, shape, Device.CPU));
        }
    }

    void assign(Tensor values) {
        if (tensor == null) {
            tensor = Scope.outside(() -> Tensor.empty(shape, dtype, Backends.of(device))).requiresGrad(trainable);
        }
        tensor.assign(values);
    }

    /// Where its values are, or will be.
    void moveTo(Device device, DType dtype) {
        if (device.equals(this.device) && dtype == this.dtype) {
            return;
        }
        requireOwnMemory();
        this.device = device;
        this.dtype = dtype;
        if (tensor != null) {
            Tensor old = tensor;
            replace(Scope.outside(() -> old.detach().to(device, dtype)));
        }
    }

    /// Lets the values and gradients live in slices of buffers that another owns; the values stay.
    void moveInto(Tensor values, Tensor gradients) {
        requireOwnMemory();
        values.assign(tensor());
        replace(values);
        tensor.accumulateGradientIn(gradients);
        flat = true;
    }

    private void requireOwnMemory() {
        if (flat) {
            throw new IllegalStateException(
                "a parameter %s that lies in a ParameterBuffer moved; move the module before it is flattened, and "
                    .formatted(shape) + "flatten it once");
        }
    }

    private void replace(Tensor values) {
        tensor.close();
        tensor = values.requiresGrad(trainable);
    }

    void close() {
        if (tensor != null) {
            tensor.close();
        }
    }
}
