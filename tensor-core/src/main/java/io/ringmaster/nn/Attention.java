package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.function.UnaryOperator;

/// Values averaged by how well their keys match a query: `softmax(q kᵀ / sqrt(D)) v`.
///
/// Letters: B batch, H heads, T queries, S keys, D width of a head.
/// Source: Vaswani et al. 2017, §3.2.1; torch.nn.functional.scaled_dot_product_attention.
public final class Attention {

    private Attention() {}

    /// Shapes: q [B, H, T, D], k and v [B, H, S, D] → [B, H, T, D].
    public static Tensor of(Tensor q, Tensor k, Tensor v, AttentionMask mask) {
        return of(q, k, v, mask, weights -> weights);
    }

    /// As [#of(Tensor, Tensor, Tensor, AttentionMask)], each query seeing the keys up to its own place.
    public static Tensor causal(Tensor q, Tensor k, Tensor v) {
        return of(q, k, v, AttentionMask.CAUSAL);
    }

    /// As [#of(Tensor, Tensor, Tensor, AttentionMask)].
    ///
    /// @param dropout what becomes of the weights [B, H, T, S] before they average
    public static Tensor of(Tensor q, Tensor k, Tensor v, AttentionMask mask, UnaryOperator<Tensor> dropout) {
        return dropout.apply(weights(q, k, mask)).matmul(v);
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
}
