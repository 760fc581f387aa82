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

    private final long groups;
    private final long channels;
    private final double epsilon;
    private final Parameter weight;
    private final Parameter bias;

    public GroupNorm(long groups, long channels) {
        this(groups, channels, 1e-5);
    }

    private GroupNorm(long groups, long channels, double epsilon) {
        if (groups < 1 || channels < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(
                "group norm of %d channels in %d groups; both are 1 or more, and the groups are equal".formatted(channels, groups));
        }
        this.groups = groups;
        this.channels = channels;
        this.epsilon = epsilon;
        weight = parameter("weight", Shape.of(channels), Initializer.constant(1));
        bias = parameter("bias", Shape.of(channels), Initializer.constant(0));
    }

    /// Another one, with another number added to variances.
    public GroupNorm epsilon(double added) {
        return new GroupNorm(groups, channels, added);
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.shape().rank() < 2 || x.dim(1) != channels) {
            throw new ShapeException("group norm: x is %s; it must be [B, %d, ...]", x, channels);
        }
        Backend on = Backends.current(x.backend());
        Tensor rows = x.reshape(x.dim(0) * groups, -1);                                    // [B G, D]
        Tensor mean = Tensor.empty(Shape.of(rows.dim(0)), x.dtype(), on);
        Tensor variance = Tensor.empty(Shape.of(rows.dim(0)), x.dtype(), on);
        Tensor one = Tensor.ones(Shape.of(rows.dim(1)), x.dtype(), x.device());
        Tensor zero = Tensor.zeros(Shape.of(rows.dim(1)), x.dtype(), x.device());
        Tensor normal = Autograd.apply(new LayerNorm(epsilon), rows, one, zero, mean, variance);
        long[] perChannel = new long[x.shape().rank() - 1];
        Arrays.fill(perChannel, 1);
        perChannel[0] = channels;                                                          // [C, 1, ...]
        return normal.reshape(x.shape().dims())
            .mul(weight.tensor().reshape(perChannel)).add(bias.tensor().reshape(perChannel));
    }

    @Override
    protected String describe() {
        return "%d in %d groups, epsilon %s".formatted(channels, groups, epsilon);
    }
}
