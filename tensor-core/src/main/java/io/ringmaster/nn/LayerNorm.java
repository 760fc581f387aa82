package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;

/// The last dims of each sample shifted and scaled to mean 0 and variance 1, then by a weight and a bias.
///
/// Shapes: x [..., D] → the same. State: `weight` [D], `bias` [D].
/// Source: Ba et al. 2016; torch.nn.LayerNorm.
public final class LayerNorm extends Layer {

    private final double epsilon;
    private final Parameter weight;
    private final Parameter bias;

    /// @param sizes of the last dims
    public LayerNorm(long... sizes) {
        this(Shape.of(sizes), 1e-5);
    }

    private LayerNorm(Shape shape, double epsilon) {
        this.epsilon = epsilon;
        weight = parameter("weight", shape, Initializer.constant(1));
        bias = parameter("bias", shape, Initializer.constant(0));
    }

    /// Another one, with another number added to variances.
    public LayerNorm epsilon(double added) {
        return new LayerNorm(weight.shape(), added);
    }

    @Override
    public Tensor forward(Tensor x) {
        Backend on = Backends.current(x.backend());
        Shape rows = io.ringmaster.tensor.op.LayerNorm.rows(x, weight.tensor());
        Tensor mean = Tensor.empty(rows, x.dtype(), on);
        Tensor variance = Tensor.empty(rows, x.dtype(), on);
        return Autograd.apply(
            new io.ringmaster.tensor.op.LayerNorm(epsilon), x, weight.tensor(), bias.tensor(), mean, variance);
    }

    @Override
    protected String describe() {
        return weight.shape() + ", epsilon " + epsilon;
    }
}
