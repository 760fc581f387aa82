package io.ringmaster.optim;

import io.ringmaster.tensor.Tensor;
import java.util.List;

/// Where parameters and their gradients are when a step is taken.
sealed interface Memory permits FlatMemory, SeparateMemory {

    /// All parameters, in order.
    List<Slot> slots();

    /// A tensor of the parameters' dtype and device.
    Tensor sample();

    /// Whether it is to be trained and has a gradient.
    boolean isReady(Slot slot);

    /// Shapes: → [N].
    Tensor values(Slot slot);

    /// Shapes: → [N].
    Tensor gradients(Slot slot);

    /// Says that a step wrote over the parameters.
    void changed(List<Slot> slots);

    void zeroGradients();
}
