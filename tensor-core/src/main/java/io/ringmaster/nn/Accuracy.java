package io.ringmaster.nn;

import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;

/// How often the largest logit is the label's.
public final class Accuracy {

    private Accuracy() {}

    /// The number of rows that are right. Shapes: logits [B, C], labels [B] int64.
    public static long correct(Tensor logits, Tensor labels) {
        if (logits.shape().rank() != 2 || labels.shape().rank() != 1 || logits.dim(0) != labels.dim(0)) {
            throw new ShapeException("accuracy: logits are %s, labels are %s; they must be [B, C] and [B]",
                logits, labels);
        }
        try (Scope _ = Scope.open()) {
            long[] guesses = logits.argmax().toLongArray();
            long[] truths = labels.toLongArray();
            long correct = 0;
            for (int row = 0; row < guesses.length; row++) {
                correct += guesses[row] == truths[row] ? 1 : 0;
            }
            return correct;
        }
    }
}
