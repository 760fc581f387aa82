package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Which keys each query may not attend to.
///
/// Letters: B batch, H heads, T queries, S keys.
///
/// @param causal whether a query sees the keys up to its own place only
/// @param hidden truths that repeat to [B, H, T, S]: true hides a key from a query, as in MultiheadAttention's masks in PyTorch
/// @param added  numbers that repeat to [B, H, T, S] and are added to the scores before softmax
public record AttentionMask(boolean causal, List<Tensor> hidden, List<Tensor> added) {

    /// Every query sees every key.
    public static final AttentionMask NONE = new AttentionMask(false, List.of(), List.of());

    /// Each query sees the keys up to its own place.
    public static final AttentionMask CAUSAL = new AttentionMask(true, List.of(), List.of());

    public AttentionMask {
        hidden = List.copyOf(hidden);
        added = List.copyOf(added);
        for (Tensor mask : hidden) {
            if (mask.dtype() != DType.BOOL) {
                throw new ShapeException("an attention mask of %s; it must be bool, true where a key is hidden. Numbers are added to "
                    + "scores by adding()", mask);
            }
        }
        for (Tensor bias : added) {
            if (!bias.dtype().isFloating()) {
                throw new ShapeException("%s added to an attention's scores; it must be floating, and truths hide by hiding()", bias);
            }
        }
    }

    /// This, and what another mask hides. Shapes: mask [T, S] or [B, H, T, S], each size as it is or 1.
    public AttentionMask hiding(Tensor mask) {
        List<Tensor> more = new ArrayList<>(hidden);
        more.add(mask);
        return new AttentionMask(causal, more, added);
    }

    /// This, and numbers that are added to the scores: a bias by distance, or PyTorch's masks of 0 and negative infinity.
    /// Shapes: bias [T, S] or [B, H, T, S], each size as it is or 1.
    public AttentionMask adding(Tensor bias) {
        List<Tensor> more = new ArrayList<>(added);
        more.add(bias);
        return new AttentionMask(causal, hidden, more);
    }

    /// This, and keys that only fill up their sequence. Shapes: padding [B, S].
    public AttentionMask hidingKeys(Tensor padding) {
        return hiding(padding.unsqueeze(1).unsqueeze(1));   // [B, 1, 1, S]
    }

    boolean hidesNothing() {
        return !causal && hidden.isEmpty() && added.isEmpty();
    }
}
