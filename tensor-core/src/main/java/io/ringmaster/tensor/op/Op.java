package io.ringmaster.tensor.op;

import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A differentiable function of tensors, as a value: its shape check, forward and backward, and nothing of a call.
///
/// A new op is one record beside these, named in the `permits` of its kind, and one case in `OpCase`.
public sealed interface Op permits
    BinaryOp,
    DiscreteOp,
    JoinOp,
    LayerOp,
    Recompute,
    TernaryOp,
    UnaryOp,
    ViewOp {

    /// What messages call it.
    default String title() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /// Throws [ShapeException] where the inputs don't go together.
    Tensor forward(Backend on, List<Tensor> inputs);

    /// @param y  what forward returned
    /// @param dy the gradient of y, which lies as y does, or contiguous where y has gaps
    Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy);

    /// Whether it works on tensors besides its inputs that may want a gradient.
    default boolean holdsParameters() {
        return false;
    }

    /// The check that most ops share: all inputs of one floating dtype.
    default void requireFloating(List<Tensor> inputs) {
        Tensor first = inputs.getFirst();
        for (Tensor input : inputs) {
            if (input.dtype() != first.dtype() || !input.dtype().isFloating()) {
                throw new ShapeException("%s of %s; inputs have one floating dtype, so convert by to(dtype)",
                    title(), inputs.stream().map(Tensor::summary).collect(Collectors.joining(" and ")));
            }
        }
    }
}
