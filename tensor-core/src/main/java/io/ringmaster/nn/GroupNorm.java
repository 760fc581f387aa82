package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.op.LayerNorm;
import java.util.Arrays;

/// Groups of each sample's channels shifted and scaled to mean 0 and variance 1, then each channel by a weight and a bias.
///
/// Letters: B batch, C channels, G groups.
/// Shapes: x [B, C, ...] → the same. State: `weight` [C], `bias` [C].
/// Source: Wu and He 2018; torch.nn.GroupNorm.
public final class GroupNorm extends Layer {

    private final Options options;
    private final Parameter weight;
    private final Parameter bias;

    private record Options(long groups, long channels, double epsilon, boolean affine) {

        private Options {
            if (groups < 1 || channels < 1 || channels % groups != 0) {
                throw new IllegalArgumentException("group norm of %d channels in %d groups; both are 1 or more, and the groups are equal"
                    .formatted(channels, groups));
            }
        }
    }

    public GroupNorm(long groups, long channels) {
        this(new Options(groups, channels, 1e-5, true));
    }

    private GroupNorm(Options options) {
        this.options = options;
        weight = parameterIf(options.affine(), "weight", Shape.of(options.channels()), Initializer.constant(1));
        bias = parameterIf(options.affine(), "bias", Shape.of(options.channels()), Initializer.constant(0));
    }

    /// Another one, with another number added to variances.
    public GroupNorm epsilon(double added) {
        return new GroupNorm(new Options(options.groups(), options.channels(), added, options.affine()));
    }

    /// Another one, with weight and bias or without.
    public GroupNorm affine(boolean wanted) {
        return new GroupNorm(new Options(options.groups(), options.channels(), options.epsilon(), wanted));
    }

    @Override
    public Tensor forward(Tensor x) {
        long channels = options.channels();
        if (x.shape().rank() < 2 || x.dim(1) != channels) {
            throw new ShapeException("group norm: x is %s; it must be [B, %d, ...]", x, channels);
        }
        if (x.elements() == options.groups()) {
            throw new ShapeException("group norm of %s in %d groups: a group has one value, whose variance says nothing; take "
                + "larger groups", x, options.groups());
        }
        Tensor normal = normalized(x);
        if (!options.affine()) {
            return normal;
        }
        long[] perChannel = new long[x.shape().rank() - 1];
        Arrays.fill(perChannel, 1);
        perChannel[0] = channels;                                                          // [C, 1, ...]
        return normal.mul(weight.tensor().reshape(perChannel)).add(bias.tensor().reshape(perChannel));
    }

    private Tensor normalized(Tensor x) {
        Backend on = Backends.current(x.backend());
        long values = x.elements() / Math.max(1, x.dim(0) * options.groups());
        Tensor rows = x.reshape(x.dim(0) * options.groups(), values);                      // [B G, D]
        Tensor mean = Tensor.empty(Shape.of(rows.dim(0)), x.dtype(), on);
        Tensor variance = Tensor.empty(Shape.of(rows.dim(0)), x.dtype(), on);
        Tensor one = Tensor.ones(Shape.of(rows.dim(1)), x.dtype(), x.device());
        Tensor zero = Tensor.zeros(Shape.of(rows.dim(1)), x.dtype(), x.device());
        return Autograd.apply(new LayerNorm(options.epsilon()), rows, one, zero, mean, variance).reshape(x.shape().dims());
    }

    @Override
    protected String describe() {
        return "%d in %d groups, epsilon %s".formatted(options.channels(), options.groups(), options.epsilon())
            + (options.affine() ? "" : ", not affine");
    }
}
