package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.op.LayerNorm;
import io.ringmaster.tensor.op.RmsNorm;

/// The last dims of each sample scaled to a mean square of 1, then by a weight.
///
/// Shapes: x [..., D] → the same. State: `weight` [D].
/// Source: Zhang and Sennrich 2019; torch.nn.RMSNorm.
public final class RMSNorm extends Layer {

    /// float32's distance from 1 to the next number, PyTorch's default.
    private static final double SMALLEST = Math.ulp(1f);

    private final double epsilon;
    private final Parameter weight;

    /// @param sizes of the last dims
    public RMSNorm(long... sizes) {
        this(Shape.of(sizes), SMALLEST);
    }

    private RMSNorm(Shape shape, double epsilon) {
        this.epsilon = epsilon;
        weight = parameter("weight", shape, Initializer.constant(1));
    }

    /// Another one, with another number added to mean squares.
    public RMSNorm epsilon(double added) {
        return new RMSNorm(weight.shape(), added);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor factors = Tensor.empty(LayerNorm.rows(x, weight.tensor()), x.dtype(), Backends.current(x.backend()));
        return Autograd.apply(new RmsNorm(epsilon), x, weight.tensor(), factors);
    }

    @Override
    protected String describe() {
        return weight.shape() + ", epsilon " + epsilon;
    }
}
