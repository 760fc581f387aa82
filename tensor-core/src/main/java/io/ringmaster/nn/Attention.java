package io.ringmaster.nn;

import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.AttentionRule;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.op.SelfAttention;

/// Values averaged by how well their keys match a query: `softmax(q kᵀ / sqrt(D)) v`.
///
/// Letters: B batch, H heads, T queries, S keys, C width, D = C / H.
/// Source: Vaswani et al. 2017, §3.2.1; torch.nn.functional.scaled_dot_product_attention.
public final class Attention {

    private static final Dropout NO_DROPOUT = new Dropout(0);

    private Attention() {}

    /// Shapes: q [B, H, T, D], k and v [B, H, S, D] → [B, H, T, D].
    public static Tensor of(Tensor q, Tensor k, Tensor v, AttentionMask mask) {
        return of(q, k, v, mask, NO_DROPOUT);
    }

    /// As [#of(Tensor, Tensor, Tensor, AttentionMask)], each query seeing the keys up to its own place.
    public static Tensor causal(Tensor q, Tensor k, Tensor v) {
        return of(q, k, v, AttentionMask.CAUSAL);
    }

    /// As [#of(Tensor, Tensor, Tensor, AttentionMask)].
    ///
    /// @param dropout of the weights [B, H, T, S] before they average
    public static Tensor of(Tensor q, Tensor k, Tensor v, AttentionMask mask, Dropout dropout) {
        if (q.shape().rank() != 4 || k.shape().rank() != 4) {
            throw new ShapeException("attention: q is %s, k is %s; they must be [B, H, T, D] and [B, H, S, D]",
                q.shape(), k.shape());
        }
        if (mask.added().stream().anyMatch(Tensor::requiresGrad)) {
            return dropout.forward(weights(q, k, mask)).matmul(v);   // the kernel has no gradient of what is added
        }
        boolean inKernel = mask.causal() && mask.hidden().isEmpty() && mask.added().isEmpty();
        AttentionRule rule = rule(q.dim(3), inKernel, dropout);
        Tensor weights = place(q, q.shape().with(3, k.dim(2)));                      // [B, H, T, S]
        io.ringmaster.tensor.op.Attention op = new io.ringmaster.tensor.op.Attention(rule);
        return inKernel || mask.hidesNothing()
            ? Autograd.apply(op, q, k, v, weights)
            : Autograd.apply(op, q, k, v, weights, added(mask, q, k));
    }

    /// How much each key's value counts for each query. Shapes: q [B, H, T, D], k [B, H, S, D] → [B, H, T, S].
    public static Tensor weights(Tensor q, Tensor k, AttentionMask mask) {
        Tensor scores = q.mul(1 / Math.sqrt((double) q.dim(-1))).matmul(k.transpose(-2, -1));   // [B, H, T, S]
        if (mask.causal()) {
            Tensor later = Tensor.ones(Shape.of(q.dim(-2), k.dim(-2)), q.dtype(), q.device()).triu(1).ne(0);
            scores = scores.maskedFill(later, Double.NEGATIVE_INFINITY);
        }
        for (Tensor bias : mask.added()) {
            scores = scores.add(bias);
        }
        for (Tensor hidden : mask.hidden()) {
            scores = scores.maskedFill(hidden, Double.NEGATIVE_INFINITY);
        }
        return scores.softmax(-1);
    }

    /// Each token to those up to its own place, of queries, keys and values that lie side by side, as one projection makes
    /// them.
    ///
    /// Shapes: x [B, T, 3C] → [B, T, C].
    ///
    /// @param dropout of the weights [B, H, T, T] before they average
    public static Tensor causalSelf(Tensor x, long heads, Dropout dropout) {
        if (x.shape().rank() != 3 || heads < 1) {
            throw new ShapeException("self-attention with %d heads: x is %s; it must be [B, T, 3C]", heads, x.shape());
        }
        AttentionRule rule = rule(x.dim(2) / 3 / heads, true, dropout);
        Tensor weights = place(x, Shape.of(x.dim(0), heads, x.dim(1), x.dim(1)));
        return Autograd.apply(new SelfAttention(rule, heads), x, weights);
    }

    private static AttentionRule rule(long size, boolean causal, Dropout dropout) {
        return new AttentionRule(1 / Math.sqrt((double) size), causal, dropout.nextMask());
    }

    private static Tensor place(Tensor like, Shape weights) {
        return Tensor.empty(weights, like.dtype(), Backends.current(like.backend()));
    }

    /// What is added to scores: minus infinity hides a key. Shapes: [B, H, T, S], or with sizes of 1.
    private static Tensor added(AttentionMask mask, Tensor q, Tensor k) {
        try (NoGrad _ = NoGrad.open(); Scope scope = Scope.open()) {
            Tensor added = Tensor.zeros(Shape.of(1, 1, 1, 1), q.dtype(), q.device());
            if (mask.causal()) {
                Tensor later = Tensor.ones(Shape.of(q.dim(2), k.dim(2)), q.dtype(), q.device()).triu(1).ne(0);
                added = added.maskedFill(later, Double.NEGATIVE_INFINITY);
            }
            for (Tensor bias : mask.added()) {
                added = added.add(bias);
            }
            for (Tensor hidden : mask.hidden()) {
                added = added.maskedFill(hidden, Double.NEGATIVE_INFINITY);
            }
            return scope.keep(added);
        }
    }
}
