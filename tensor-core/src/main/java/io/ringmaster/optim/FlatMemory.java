package io.ringmaster.optim;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Parameters side by side in a buffer, all of which train.
///
/// @param parameters as forward sees them, one for each slot
record FlatMemory(ParameterBuffer buffer, List<Slot> slots, List<Tensor> parameters) implements Memory {

    FlatMemory(ParameterBuffer buffer) {
        List<Slot> slots = slots(buffer);
        Map<String, Tensor> state = buffer.state();
        this(buffer, slots, slots.stream().map(slot -> state.get(slot.name())).toList());
    }

    /// The buffer's views of parameters come first; what follows does not train.
    private static List<Slot> slots(ParameterBuffer buffer) {
        List<Slot> slots = new ArrayList<>();
        for (ParameterBuffer.View view : buffer.views()) {
            if (view.offset() < buffer.valuesTensor().elements()) {
                slots.add(new Slot(view.name(), view.shape(), slots.size(), view.offset()));
            }
        }
        return List.copyOf(slots);
    }

    @Override
    public Tensor sample() {
        return buffer.valuesTensor();
    }

    @Override
    public boolean isReady(Slot slot) {
        return true;
    }

    @Override
    public Tensor values(Slot slot) {
        return values(slot.offset(), slot.elements());
    }

    @Override
    public Tensor gradients(Slot slot) {
        return gradients(slot.offset(), slot.elements());
    }

    /// Of neighbouring parameters. Shapes: → [N].
    Tensor values(long from, long elements) {
        return buffer.valuesTensor().slice(from, Shape.of(elements));
    }

    /// Of neighbouring parameters. Shapes: → [N].
    Tensor gradients(long from, long elements) {
        return buffer.gradientsTensor().slice(from, Shape.of(elements));
    }

    /// All parameters' elements.
    long elements() {
        return slots.getLast().end();
    }

    @Override
    public void changed(List<Slot> written) {
        written.forEach(slot -> parameters.get(slot.index()).changed());
    }

    @Override
    public void zeroGradients() {
        buffer.zeroGradients();
    }
}
