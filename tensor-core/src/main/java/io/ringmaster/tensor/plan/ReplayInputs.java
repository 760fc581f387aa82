package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Block;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Tensors that stand for a body's inputs, whose memory is another's at each run.
///
/// @param tensors as the body gets them
/// @param places  their memory, in the same order
record ReplayInputs(List<Tensor> tensors, List<Place> places) {

    /// Memory that changes from run to run.
    static final class Place implements Block {

        private MemorySegment memory;

        private Place(MemorySegment memory) {
            this.memory = memory;
        }

        @Override
        public MemorySegment memory() {
            return memory;
        }

        @Override
        public void close() {}
    }

    static ReplayInputs of(List<Tensor> inputs, Backend on) {
        List<Tensor> tensors = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (Tensor input : inputs) {
            if (input.requiresGrad() || !input.device().equals(on.device())) {
                throw new ShapeException("%s as an input of a step that is replayed on %s; it must lie there and want no gradient",
                    input, on.device());
            }
            Place place = new Place(input.memory());
            Layout layout = Layout.strided(input.shape(), input.layout().strides(), 0);
            places.add(place);
            tensors.add(Tensor.over(place, layout, input.dtype(), on));
        }
        return new ReplayInputs(List.copyOf(tensors), List.copyOf(places));
    }

    /// Whether the body would do the same with these.
    boolean fit(List<Tensor> inputs) {
        if (inputs.size() != tensors.size()) {
            return false;
        }
        for (int i = 0; i < tensors.size(); i++) {
            Tensor known = tensors.get(i);
            Tensor input = inputs.get(i);
            if (input.dtype() != known.dtype() || !input.layout().hasStridesOf(known.layout()) || input.requiresGrad()) {
                return false;
            }
        }
        return true;
    }

    void place(List<Tensor> inputs) {
        for (int i = 0; i < tensors.size(); i++) {
            places.get(i).memory = inputs.get(i).memory();
        }
    }
}
