package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
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

    private final Options options;
    private final Parameter weight;

    /// @param epsilon 0: as small a number as PyTorch adds where none is given, by dtype
    private record Options(Shape shape, double epsilon, boolean affine) {}

    /// @param sizes of the last dims
    public RMSNorm(long... sizes) {
        this(new Options(Shape.of(sizes), 0, true));
    }

    private RMSNorm(Options options) {
        this.options = options;
        weight = parameterIf(options.affine(), "weight", options.shape(), Initializer.constant(1));
    }

    /// Another one, with another number added to mean squares than the distance from 1 to the next float.
    public RMSNorm epsilon(double added) {
        if (!(added > 0)) {
            throw new IllegalArgumentException("root mean square norm with epsilon %s; it is above 0".formatted(added));
        }
        return new RMSNorm(new Options(options.shape(), added, options.affine()));
    }

    /// Another one, with a weight or without: PyTorch's `elementwise_affine`.
    public RMSNorm affine(boolean wanted) {
        return new RMSNorm(new Options(options.shape(), options.epsilon(), wanted));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor scale = options.affine() ? weight.tensor() : Tensor.ones(options.shape(), x.dtype(), x.device());
        Tensor factors = Tensor.empty(LayerNorm.rows(x, scale), x.dtype(), Backends.current(x.backend()));
        return Autograd.apply(new RmsNorm(options.epsilon() > 0 ? options.epsilon() : smallest(x.dtype())), x, scale, factors);
    }

    private static double smallest(DType dtype) {
        return dtype == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    }

    @Override
    protected String describe() {
        return options.shape() + (options.epsilon() > 0 ? ", epsilon " + options.epsilon() : "")
            + (options.affine() ? "" : ", not affine");
    }
}
