package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;

/// `y = x weightᵀ + bias` over the last dim.
///
/// Shapes: x [..., I] → [..., O]. State: `weight` [O, I], `bias` [O].
public final class Linear extends Layer {

    private final long inputs;
    private final long outputs;
    private final boolean biased;
    private final Parameter weight;
    private final Parameter bias;

    public Linear(long inputs, long outputs) {
        this(inputs, outputs, true);
    }

    /// Without a bias, over a weight that another module has: the scores of an embedding's tokens, say.
    ///
    /// @param weight [O, I]
    public static Linear tied(Parameter weight) {
        return new Linear(weight);
    }

    private Linear(Parameter tied) {
        if (tied.shape().rank() != 2) {
            throw new ShapeException("a linear layer with weight %s; it must be a matrix, [O, I]", tied.shape());
        }
        inputs = tied.shape().dim(1);
        outputs = tied.shape().dim(0);
        biased = false;
        weight = parameter("weight", tied);
        bias = parameterIf(false, "bias", Shape.of(outputs), Initializer.constant(0));
    }

    private Linear(long inputs, long outputs, boolean biased) {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                "a linear layer from %d to %d; both are 1 or more".formatted(inputs, outputs));
        }
        this.inputs = inputs;
        this.outputs = outputs;
        this.biased = biased;
        weight = parameter("weight", Shape.of(outputs, inputs), Initializer.layerDefault(inputs));
        bias = parameterIf(biased, "bias", Shape.of(outputs), Initializer.layerDefault(inputs));
    }

    /// Another one, with a bias or without.
    public Linear bias(boolean wanted) {
        return new Linear(inputs, outputs, wanted);
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.shape().rank() == 0 || x.dim(-1) != inputs) {
            throw new ShapeException("linear: x is %s; its last dim must be %d, the columns of weight %s",
                x.shape(), inputs, weight.shape());
        }
        return biased ? x.linear(weight.tensor(), bias.tensor()) : x.linear(weight.tensor());
    }

    @Override
    protected String describe() {
        return inputs + " to " + outputs;
    }
}
