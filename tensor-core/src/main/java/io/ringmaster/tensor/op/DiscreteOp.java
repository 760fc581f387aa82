package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import java.util.List;

/// An op whose results are truth values or indices, which have no gradient. Autograd never records it.
public sealed interface DiscreteOp extends Op permits
    ArgExtreme,
    ArgSort,
    Compare,
    CompareScalar {

    @Override
    default void requireFloating(List<Tensor> inputs) {}

    @Override
    default Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        throw new IllegalStateException("%s has no gradient".formatted(title()));
    }
}
