package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Reduction;

/// What training makes small: how far predictions are from their targets.
///
/// ```java
/// Loss loss = new CrossEntropyLoss().labelSmoothing(0.1);
/// loss.mean(model.forward(images), labels).backward();
/// ```
/// The mean is the sum over the weight. Of a batch in shards, the mean is the sum of the shards' sums over the sum of
/// their weights; it is the mean of the shards' means only where all weigh the same.
public interface Loss {

    /// The loss of predictions, reduced or not, as PyTorch's function of the same name reduces it.
    Tensor of(Tensor prediction, Tensor target, Reduction reduction);

    /// What [#mean] divides the sum by: how many numbers count, each with its weight. Shapes: → []; no gradient.
    default Tensor weight(Tensor prediction, Tensor target) {
        return Tensor.full(
            (double) prediction.elements(), Shape.SCALAR, prediction.dtype(), prediction.device());
    }

    /// Whether the weight follows from the shapes alone, as all targets count alike. Where it does not, what a step's
    /// shards weigh is known once their targets are, so that the workers of a job have to tell each other.
    default boolean weighsByShape() {
        return true;
    }

    /// Shapes: → [].
    default Tensor mean(Tensor prediction, Tensor target) {
        return of(prediction, target, Reduction.MEAN);
    }

    /// Shapes: → [].
    default Tensor sum(Tensor prediction, Tensor target) {
        return of(prediction, target, Reduction.SUM);
    }

    /// Without reduction.
    default Tensor each(Tensor prediction, Tensor target) {
        return of(prediction, target, Reduction.NONE);
    }

    /// The mean of `-log softmax(logits)[label]`. Shapes: logits [B, C, ...], labels [B, ...] int64 → [].
    static Tensor crossEntropy(Tensor logits, Tensor labels) {
        return new CrossEntropyLoss().mean(logits, labels);
    }

    /// The mean of squared differences. Shapes: both the same → [].
    static Tensor meanSquaredError(Tensor prediction, Tensor target) {
        return new MSELoss().mean(prediction, target);
    }
}
