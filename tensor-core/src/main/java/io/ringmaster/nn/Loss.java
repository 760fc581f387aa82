package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.MeanSquaredError;
import io.ringmaster.tensor.op.NegativeLogLikelihood;

/// What training makes small.
public final class Loss {

    private Loss() {}

    /// The mean of `-log softmax(logits)[label]`. Shapes: logits [B, C], labels [B] int64 → [].
    public static Tensor crossEntropy(Tensor logits, Tensor labels) {
        requireRows(logits);
        Tensor equal = Tensor.ones(Shape.of(logits.dim(1)), logits.dtype(), logits.device());
        return crossEntropy(logits, labels, equal);
    }

    /// As [#crossEntropy(Tensor, Tensor)], each row weighted by its label's weight. Shapes: classWeights [C].
    public static Tensor crossEntropy(Tensor logits, Tensor labels, Tensor classWeights) {
        requireRows(logits);
        return Autograd.apply(new NegativeLogLikelihood(), logits.logSoftmax(), labels, classWeights);
    }

    /// The mean of squared differences. Shapes: both the same → [].
    public static Tensor meanSquaredError(Tensor prediction, Tensor target) {
        return Autograd.apply(new MeanSquaredError(), prediction, target);
    }

    private static void requireRows(Tensor logits) {
        if (logits.shape().rank() != 2) {
            throw new ShapeException("cross-entropy: logits are %s; they must be rows of classes, [B, C]", logits);
        }
    }
}
