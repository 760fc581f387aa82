package io.ringmaster.metric;

import io.ringmaster.nn.ClassRows;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.LabelRule;

/// How often the right class was found: counts that add up over batches, shards and workers.
///
/// Labels that losses ignore by default, -100, don't count.
public record Accuracy(long correct, long total) {

    /// Of nothing yet.
    public static final Accuracy NONE = new Accuracy(0, 0);

    private static final String TITLE = "accuracy";

    /// Whether the largest score is the label's. Shapes: scores [B, C] or [B, C, ...], labels the same without C, int64.
    public static Accuracy of(Tensor scores, Tensor labels) {
        try (Scope _ = Scope.open()) {
            ClassRows rows = ClassRows.of(TITLE, scores.detach());
            long[] guesses = rows.rows().argmax(1).toLongArray();
            return count(rows.flat(TITLE, labels).toLongArray(), (row, label) -> guesses[row] == label);
        }
    }

    /// Whether the label's score is among the k largest. Of equal scores the first classes count as larger.
    /// Shapes: as [#of].
    public static Accuracy ofTop(int k, Tensor scores, Tensor labels) {
        if (k < 1) {
            throw new IllegalArgumentException("accuracy of the top %d; it takes 1 or more".formatted(k));
        }
        try (Scope _ = Scope.open()) {
            ClassRows rows = ClassRows.of(TITLE, scores.detach());
            double[] values = rows.rows().toDoubleArray();
            int classes = Math.toIntExact(rows.classes());
            return count(rows.flat(TITLE, labels).toLongArray(), (row, label) ->
                label >= 0 && label < classes && place(values, row * classes, classes, (int) label) < k);
        }
    }

    /// How many classes of a row come before one.
    private static int place(double[] scores, int begin, int classes, int of) {
        double own = scores[begin + of];
        int before = 0;
        for (int c = 0; c < classes; c++) {
            double other = scores[begin + c];
            before += other > own || (other == own && c < of) ? 1 : 0;
        }
        return before;
    }

    @FunctionalInterface
    private interface Verdict {

        boolean isCorrect(int row, long label);
    }

    private static Accuracy count(long[] labels, Verdict verdict) {
        long correct = 0;
        long total = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] != LabelRule.DEFAULT.ignored()) {
                total++;
                correct += verdict.isCorrect(row, labels[row]) ? 1 : 0;
            }
        }
        return new Accuracy(correct, total);
    }

    public Accuracy plus(Accuracy other) {
        return new Accuracy(correct + other.correct, total + other.total);
    }

    /// The part that is correct; NaN of nothing.
    public double value() {
        return (double) correct / total;
    }
}
