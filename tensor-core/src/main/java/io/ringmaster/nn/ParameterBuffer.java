package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All parameters of a module in one piece of memory and their gradients in another, in the order of
/// [Module#parameters], without gaps: one buffer to reduce, one loop to update, slices to save.
///
/// The module's parameters become views of it, and backward adds gradients right into it.
/// State: float32 [N] twice, freed by [#close], after which the module has no values.
public final class ParameterBuffer implements AutoCloseable {

    private final List<View> views;
    private final Tensor values;
    private final Tensor gradients;

    private ParameterBuffer(List<View> views, Tensor values, Tensor gradients) {
        this.views = views;
        this.values = values;
        this.gradients = gradients;
    }

    /// One parameter's part.
    ///
    /// @param offset its first element's place in the buffer
    public record View(String name, Shape shape, long offset) {}

    /// Moves a module's parameters, which have values, into a new buffer on their device.
    public static ParameterBuffer flatten(Module module) {
        Map<String, Parameter> parameters = module.parameters();
        Device device = commonDevice(parameters);
        List<View> views = new ArrayList<>();
        long elements = 0;
        for (var named : parameters.entrySet()) {
            Shape shape = named.getValue().tensor().shape();
            views.add(new View(named.getKey(), shape, elements));
            elements += shape.elements();
        }
        Shape flat = Shape.of(elements);
        Tensor values = Scope.outside(() -> Tensor.zeros(flat, DType.FLOAT32, device));
        Tensor gradients = Scope.outside(() -> Tensor.zeros(flat, DType.FLOAT32, device));
        for (View view : views) {
            parameters.get(view.name()).moveInto(
                values.slice(view.offset(), view.shape()), gradients.slice(view.offset(), view.shape()));
        }
        return new ParameterBuffer(List.copyOf(views), values, gradients);
    }

    private static Device commonDevice(Map<String, Parameter> parameters) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("a module without parameters; there is nothing to train");
        }
        Device device = parameters.values().iterator().next().device();
        parameters.forEach((name, parameter) -> {
            if (!parameter.device().equals(device) || parameter.dtype() != DType.FLOAT32) {
                throw new IllegalArgumentException("parameter %s is %s on %s; all must be float32 on one device, like "
                    .formatted(name, parameter.dtype(), parameter.device()) + "the first on " + device);
            }
        });
        return device;
    }

    public long elements() {
        return values.elements();
    }

    public List<View> views() {
        return views;
    }

    public Device device() {
        return values.device();
    }

    /// float32, in the device's memory.
    public MemorySegment values() {
        return values.memory();
    }

    /// float32, in the device's memory.
    public MemorySegment gradients() {
        return gradients.memory();
    }

    /// Shapes: [N].
    public Tensor valuesTensor() {
        return values;
    }

    /// Shapes: [N].
    public Tensor gradientsTensor() {
        return gradients;
    }

    public void zeroGradients() {
        gradients.fill(0);
    }

    @Override
    public void close() {
        values.close();
        gradients.close();
    }
}
