package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.SgdRule;
import java.util.List;
import java.util.Optional;

/// Optimizers' steps: one pass over flat buffers. Shapes: all [N], float32, contiguous.
public sealed interface Updates extends Kernel {

    /// @param momentum what is kept of the steps before, where the rule keeps any
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record Sgd(SgdRule rule, Tensor values, Tensor gradients, Optional<Tensor> momentum) implements Updates {

        @Override
        public List<Tensor> inputs() {
            return momentum.map(moment -> List.of(values, gradients, moment)).orElse(List.of(values, gradients));
        }

        @Override
        public List<Output> outputs() {
            return momentum.map(moment -> List.of(Output.set(values), Output.set(moment))).orElse(List.of(Output.set(values)));
        }
    }
}
