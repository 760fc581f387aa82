package io.ringmaster.optim;

import io.ringmaster.nn.Module;
import io.ringmaster.nn.Parameter;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A module's parameters, each where it lies at the moment.
record SeparateMemory(List<Parameter> parameters, List<Slot> slots) implements Memory {

    SeparateMemory(Module module) {
        Map<String, Parameter> named = module.parameters();
        List<Slot> slots = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, Parameter> each : named.entrySet()) {
            Slot slot = new Slot(each.getKey(), each.getValue().shape(), slots.size(), offset);
            slots.add(slot);
            offset = slot.end();
        }
        this(List.copyOf(named.values()), List.copyOf(slots));
        requireAlike();
    }

    private void requireAlike() {
        if (slots.isEmpty()) {
            throw new IllegalArgumentException("a module without parameters; there is nothing to train");
        }
        Tensor first = sample();
        for (Slot slot : slots) {
            Tensor tensor = tensor(slot);
            if (tensor.dtype() != first.dtype() || !tensor.device().equals(first.device())) {
                throw new IllegalArgumentException("parameter %s is %s but the first is %s; all must have one dtype and "
                    .formatted(slot.name(), tensor.summary(), first.summary()) + "device");
            }
        }
    }

    private Tensor tensor(Slot slot) {
        return parameters.get(slot.index()).tensor();
    }

    @Override
    public Tensor sample() {
        return parameters.getFirst().tensor();
    }

    @Override
    public boolean isReady(Slot slot) {
        return parameters.get(slot.index()).requiresGrad() && tensor(slot).gradient().isPresent();
    }

    @Override
    public Tensor values(Slot slot) {
        return tensor(slot).slice(0, Shape.of(slot.elements()));
    }

    @Override
    public Tensor gradients(Slot slot) {
        return tensor(slot).gradient().orElseThrow().slice(0, Shape.of(slot.elements()));
    }

    @Override
    public void changed(List<Slot> written) {
        written.forEach(slot -> tensor(slot).changed());
    }

    @Override
    public void zeroGradients() {
        slots.forEach(slot -> tensor(slot).zeroGradient());
    }
}
