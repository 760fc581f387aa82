package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;

/// A tensor that training changes by its gradient.
public final class Parameter extends StateTensor {

    private boolean trainable = true;

    Parameter(Shape shape, Initializer initializer) {
        super(shape, DType.FLOAT32, initializer);
    }

    public boolean requiresGrad() {
        return trainable;
    }

    /// Freezes it, or lets it train again.
    ///
    /// Throws [IllegalStateException] where it lies in a [ParameterBuffer], whose parts are cut by who trains.
    public void requiresGrad(boolean wanted) {
        if (wanted == trainable) {
            return;
        }
        if (isFlat()) {
            throw new IllegalStateException("%s, which lies in a ParameterBuffer, %s; do so before the module is flattened"
                .formatted(title(), wanted ? "trains again" : "is frozen"));
        }
        trainable = wanted;
        if (isInitialized()) {
            tensor().requiresGrad(wanted);
        }
    }

    /// Lets values and gradients live in slices of buffers that another owns; the values stay.
    void moveInto(Tensor values, Tensor gradients) {
        moveInto(values);
        tensor().accumulateGradientIn(gradients);
    }

    @Override
    Tensor made(Tensor values) {
        return values.requiresGrad(trainable);
    }

    @Override
    String title() {
        return "a parameter " + shape();
    }
}
