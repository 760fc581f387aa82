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

/// `y = dropout(softmax(scale q kᵀ + mask)) v`, head by head. The result lies so that merging its heads copies nothing.
///
/// Shapes: q [B, H, T, D], k [B, H, S, D], v [B, H, S, E] → y [B, H, T, E]. The fourth input is a contiguous place
/// [B, H, T, S] that forward fills. A fifth is a mask to add, [B, H, T, S] or with sizes of 1, without a gradient.
public record Attention(AttentionRule rule) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        Shape q = inputs.get(0).shape();
        Shape k = inputs.get(1).shape();
        Shape v = inputs.get(2).shape();
        boolean fits = q.rank() == 4 && k.equals(q.with(2, k.dim(2))) && v.rank() == 4 && v.equals(k.with(3, v.dim(3)))
            && k.dim(2) > 0;
        if (!fits) {
            throw new ShapeException("attention: q is %s, k is %s, v is %s; they must be [B, H, T, D], [B, H, S, D] and "
                + "[B, H, S, E], with a key or more", q, k, v);
        }
        if (inputs.size() == 5) {
            requireMask(inputs.get(4), Shape.of(q.dim(0), q.dim(1), q.dim(2), k.dim(2)));
        }
        return q.with(3, v.dim(3));
    }

    private void requireMask(Tensor mask, Shape weights) {
        boolean fits = mask.shape().rank() == 4 && Broadcast.shape(this, mask.shape(), weights).equals(weights);
        if (!fits || mask.requiresGrad() || rule.causal()) {
            throw new ShapeException("attention %s with the mask %s over weights %s; a mask has their sizes or 1, no gradient, "
                + "and is not causal besides", rule, mask, weights);
        }
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor q = inputs.get(0);
        Shape shape = shape(inputs);
        Shape merged = Shape.of(shape.dim(0), shape.dim(2), shape.dim(1), shape.dim(3));
        Tensor y = Tensor.empty(Layout.contiguous(merged).transpose(1, 2), q.dtype(), on);
        if (y.elements() > 0) {
            on.run(new Attentions.Forward(
                rule, q, inputs.get(1), inputs.get(2), mask(inputs), Output.set(y), Output.set(inputs.get(3))));
        }
        return y;
    }

    private static Optional<Tensor> mask(List<Tensor> inputs) {
        return inputs.size() == 5 ? Optional.of(inputs.get(4)) : Optional.empty();
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return Gradients.together(0, 3, to -> {
            if (dy.elements() == 0) {
                LayerOp.zero(on, to);
            } else {
                on.run(new Attentions.Gradient(rule, inputs.get(0), inputs.get(1), inputs.get(2), mask(inputs), y,
                    inputs.get(3), dy, to.get(0), to.get(1), to.get(2)));
            }
        });
    }
}
