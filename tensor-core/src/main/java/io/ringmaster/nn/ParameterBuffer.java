package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A module's state in one piece of memory and what a step finds out about it in another, without gaps: one buffer to
/// reduce, one loop to update, slices to save.
///
/// ```
/// values      parameters that train | running statistics | the rest: frozen parameters, other buffers
/// gradients   their gradients       | the step's sums
/// ```
/// Each part is in the order of [Module#stateDict]. The module's float32 state becomes views of it, and backward adds
/// gradients right into it. The place of a running statistic among the gradients takes the step's statistic: each shard
/// adds its own, weighted, and [#commitStatistics] moves the running ones once the sum is whole.
///
/// State: the two buffers, freed by [#close], after which the module has no values.
public final class ParameterBuffer implements AutoCloseable {

    private final Module module;
    private final FlatLayout layout;
    private final Tensor values;
    private final Tensor gradients;
    private final Tensor parameterValues;
    private final Tensor parameterGradients;
    private final List<Tensor> trained;
    private final List<BatchCounter> counters;

    private ParameterBuffer(Module module, FlatLayout layout, Tensor values, Tensor gradients) {
        this.module = module;
        this.layout = layout;
        this.values = values;
        this.gradients = gradients;
        Shape parameters = Shape.of(layout.trained());
        parameterValues = values.slice(0, parameters);
        parameterGradients = gradients.slice(0, parameters);
        trained = module.parameters().values().stream().filter(Parameter::requiresGrad).map(StateTensor::tensor).toList();
        counters = module.buffers().values().stream()
            .filter(BatchCounter.class::isInstance).map(BatchCounter.class::cast).toList();
    }

    /// One tensor's part.
    ///
    /// @param offset its first element's place in the values
    public record View(String name, Shape shape, long offset) {}

    /// Moves a module's state, which has values, into new memory on its device.
    public static ParameterBuffer flatten(Module module) {
        Map<String, StateTensor> state = StatePaths.of(module).first(StateTensor.class);
        Device device = commonDevice(state);
        FlatLayout layout = FlatLayout.of(state);
        if (layout.trained() == 0) {
            throw new IllegalArgumentException(
                "a module without parameters that train; add some, or let them with requiresGrad(true)");
        }
        Tensor values = zeros(layout.all(), device);
        Tensor gradients = zeros(layout.moving(), device);
        for (View view : layout.views()) {
            StateTensor tensor = state.get(view.name());
            Tensor place = values.slice(view.offset(), view.shape());
            switch (tensor) {
                case Parameter parameter when parameter.requiresGrad() ->
                    parameter.moveInto(place, gradients.slice(view.offset(), view.shape()));
                case RunningStatistic statistic ->
                    statistic.moveInto(place, gradients.slice(view.offset(), view.shape()));
                case StateTensor other -> other.moveInto(place);
            }
        }
        return new ParameterBuffer(module, layout, values, gradients);
    }

    private static Tensor zeros(long elements, Device device) {
        return Scope.outside(() -> Tensor.zeros(Shape.of(elements), DType.FLOAT32, device));
    }

    private static Device commonDevice(Map<String, StateTensor> state) {
        Device device = state.isEmpty() ? Device.CPU : state.values().iterator().next().device();
        state.forEach((name, tensor) -> {
            if (!tensor.device().equals(device) || tensor.dtype() == DType.FLOAT64) {
                throw new IllegalArgumentException("%s is %s on %s; all must be float32 on one device, like the first on %s"
                    .formatted(name, tensor.dtype(), tensor.device(), device));
            }
        });
        return device;
    }

    /// How many numbers a step finds out: the length of [#gradients].
    public long elements() {
        return layout.moving();
    }

    public List<View> views() {
        return layout.views();
    }

    public Device device() {
        return values.device();
    }

    /// float32, in the device's memory: all of the state that is float32.
    public MemorySegment values() {
        return values.memory();
    }

    /// float32, in the device's memory: what is summed over the shards of a step.
    public MemorySegment gradients() {
        return gradients.memory();
    }

    /// The parameters that train, which an optimizer changes. Shapes: [P].
    public Tensor valuesTensor() {
        return parameterValues;
    }

    /// Their gradients. Shapes: [P].
    public Tensor gradientsTensor() {
        return parameterGradients;
    }

    /// All of the module's state by path: the views, and what is not float32.
    public Map<String, Tensor> state() {
        return module.stateDict();
    }

    /// Forgets gradients and the step's sums.
    public void zeroGradients() {
        gradients.fill(0);
    }

    /// Runs a forward and backward whose gradients and sums are in place of those that were there: the same as after
    /// [#zeroGradients], without a pass over all of them. In a step that repeats its body calls this; around the step it
    /// would find no backward, and zero what the kernels wrote.
    public <T> T replacingGradients(Supplier<T> body) {
        long rest = layout.moving() - layout.trained();
        if (rest > 0) {
            gradients.slice(layout.trained(), Shape.of(rest)).fill(0);
        }
        trained.forEach(Tensor::replaceGradient);
        try {
            return body.get();
        } finally {
            trained.forEach(Tensor::settleGradient);
        }
    }

    /// Moves each running statistic by its momentum towards the step's, and counts the step as one batch. To be called
    /// once a step, when the sum over its shards is whole.
    public void commitStatistics() {
        for (FlatLayout.Run run : layout.runs()) {
            Shape shape = Shape.of(run.elements());
            values.backend().run(new Updates.MoveTowards(
                run.statistic().momentum(), values.slice(run.offset(), shape), gradients.slice(run.offset(), shape)));
        }
        counters.forEach(BatchCounter::increment);
    }

    @Override
    public void close() {
        values.close();
        gradients.close();
    }
}
