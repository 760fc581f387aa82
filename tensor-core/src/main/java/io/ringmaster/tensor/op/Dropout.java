package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;

/// Some elements 0, the others larger by as much. The mask is an address, so backward draws it again.
public record Dropout(DropoutMask mask) implements UnaryOp {

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Elements.Dropout(mask, x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Elements.Dropout(mask, dy, dx)));
    }
}
