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

    private final Options options;
    private final Parameter weight;
    private final Parameter bias;

    private record Options(Shape shape, double epsilon, boolean affine, boolean biased) {}

    /// @param sizes of the last dims
    public LayerNorm(long... sizes) {
        this(new Options(Shape.of(sizes), 1e-5, true, true));
    }

    private LayerNorm(Options options) {
        this.options = options;
        weight = parameterIf(options.affine(), "weight", options.shape(), Initializer.constant(1));
        bias = parameterIf(options.affine() && options.biased(), "bias", options.shape(), Initializer.constant(0));
    }

    /// Another one, with another number added to variances.
    public LayerNorm epsilon(double added) {
        return new LayerNorm(new Options(options.shape(), added, options.affine(), options.biased()));
    }

    /// Another one, with weight and bias or without: PyTorch's `elementwise_affine`.
    public LayerNorm affine(boolean wanted) {
        return new LayerNorm(new Options(options.shape(), options.epsilon(), wanted, options.biased()));
    }

    /// Another one, with a bias beside the weight or without.
    public LayerNorm bias(boolean wanted) {
        return new LayerNorm(new Options(options.shape(), options.epsilon(), options.affine(), wanted));
    }

    @Override
    public Tensor forward(Tensor x) {
        Backend on = Backends.current(x.backend());
        Tensor scale = options.affine() ? weight.tensor() : Tensor.ones(options.shape(), x.dtype(), x.device());
        Tensor shift = options.affine() && options.biased()
            ? bias.tensor() : Tensor.zeros(options.shape(), x.dtype(), x.device());
        Shape rows = io.ringmaster.tensor.op.LayerNorm.rows(x, scale);
        Tensor mean = Tensor.empty(rows, x.dtype(), on);
        Tensor variance = Tensor.empty(rows, x.dtype(), on);
        return Autograd.apply(new io.ringmaster.tensor.op.LayerNorm(options.epsilon()), x, scale, shift, mean, variance);
    }

    @Override
    protected String describe() {
        return options.shape() + ", epsilon " + options.epsilon()
            + (!options.affine() ? ", not affine" : options.biased() ? "" : ", no bias");
    }
}
