package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;

/// `y = x weightᵀ + bias` over the last dim.
///
/// Shapes: x [..., I] → [..., O]. State: `weight` [O, I], `bias` [O].
public final class Linear extends Layer {

    private final Parameter weight;
    private final Parameter bias;

    public Linear(long inputs, long outputs) {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                "a linear layer from %d to %d; both are 1 or more".formatted(inputs, outputs));
        }
        weight = parameter("weight", Shape.of(outputs, inputs), Initializer.layerDefault(inputs));
        bias = parameter("bias", Shape.of(outputs), Initializer.layerDefault(inputs));
    }

    @Override
    public Tensor forward(Tensor x) {
        int rank = x.shape().rank();
        long inputs = weight.shape().dim(1);
        if (rank == 0 || x.dim(-1) != inputs) {
            throw new ShapeException("linear: x is %s; its last dim must be %d, the columns of weight %s",
                x.shape(), inputs, weight.shape());
        }
        if (rank == 2) {
            return x.linear(weight.tensor(), bias.tensor());
        }
        Tensor rows = x.reshape(x.elements() / inputs, inputs);        // [B, I]
        Tensor y = rows.linear(weight.tensor(), bias.tensor());        // [B, O]
        return y.reshape(x.shape().with(-1, bias.shape().dim(0)).dims());
    }

    @Override
    protected String describe() {
        return weight.shape().dim(1) + " to " + weight.shape().dim(0);
    }
}
