package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.AttentionRule;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Attentions;
import java.util.List;
import java.util.Optional;

/// [Attention] of queries, keys and values that lie side by side, as one projection makes them: nothing is copied, neither
/// forward nor backward.
///
/// Shapes: x [B, T, 3 C], its thirds the queries, keys and values of all heads → y [B, T, C]. The second input is a
/// contiguous place [B, heads, T, T] that forward fills.
public record SelfAttention(AttentionRule rule, long heads) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.rank() != 3 || heads < 1 || x.dim(2) % (3 * heads) != 0) {
            throw new ShapeException("self-attention with %d heads: x is %s; it must be [B, T, 3 C], C a multiple of the heads",
                heads, x);
        }
        return x.with(2, x.dim(2) / 3);
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor x = inputs.get(0);
        Tensor y = Tensor.empty(shape(inputs), x.dtype(), on);
        if (y.elements() > 0) {
            on.run(new Attentions.Forward(rule, third(x, 0), third(x, 1), third(x, 2), Optional.empty(),
                Output.set(heads(y)), Output.set(inputs.get(1))));
        }
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor x = inputs.getFirst();
        return new Gradients(dx -> {
            if (dy.elements() == 0) {
                LayerOp.zero(on, List.of(dx));
            } else {
                on.run(new Attentions.Gradient(rule, third(x, 0), third(x, 1), third(x, 2), Optional.empty(), heads(y),
                    inputs.get(1), heads(dy), third(dx, 0), third(dx, 1), third(dx, 2)));
            }
        });
    }

    private Output third(Output dx, int which) {
        return new Output(third(dx.tensor(), which), dx.adds());
    }

    /// Shapes: [B, T, 3 C] → [B, heads, T, C / heads].
    private Tensor third(Tensor x, int which) {
        long channels = x.dim(2) / 3;
        return split(x, channels, which * channels);
    }

    /// Shapes: [B, T, C] → [B, heads, T, C / heads].
    private Tensor heads(Tensor y) {
        return split(y, y.dim(2), 0);
    }

    private Tensor split(Tensor x, long channels, long first) {
        Layout layout = x.layout();
        long size = channels / heads;
        long[] strides = {layout.stride(0), size * layout.stride(2), layout.stride(1), layout.stride(2)};
        return x.viewAs(Layout.strided(Shape.of(x.dim(0), heads, x.dim(1), size), strides,
            layout.offset() + first * layout.stride(2)));
    }
}
