package io.ringmaster.metric;

import io.ringmaster.nn.ClassRows;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.LabelRule;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// How often each class was taken for each: counts that add up over batches, shards and workers.
///
/// Labels that losses ignore by default, -100, don't count. A part of nothing, such as the precision of a class that was
/// never found, is 0.
public final class ConfusionMatrix {

    private static final String TITLE = "confusion matrix";

    private final int classes;
    private final long[] counts;

    private ConfusionMatrix(int classes, long[] counts) {
        this.classes = classes;
        this.counts = counts;
    }

    /// Of nothing yet.
    public static ConfusionMatrix none(int classes) {
        return new ConfusionMatrix(classes, new long[Math.multiplyExact(classes, classes)]);
    }

    /// Takes the largest score for the class that was found. Shapes: scores [B, C] or [B, C, ...], labels the same
    /// without C, int64.
    public static ConfusionMatrix of(Tensor scores, Tensor labels) {
        try (Scope _ = Scope.open()) {
            ClassRows rows = ClassRows.of(TITLE, scores.detach());
            long[] truths = rows.flat(TITLE, labels).toLongArray();
            long[] guesses = rows.rows().argmax(1).toLongArray();
            ConfusionMatrix matrix = none(Math.toIntExact(rows.classes()));
            for (int row = 0; row < truths.length; row++) {
                matrix.count(truths[row], guesses[row]);
            }
            return matrix;
        }
    }

    private void count(long truth, long guess) {
        if (truth == LabelRule.DEFAULT.ignored()) {
            return;
        }
        if (truth < 0 || truth >= classes) {
            throw new ShapeException("%s: label %d; with %d classes labels are 0 to %d", TITLE, truth, classes, classes - 1);
        }
        counts[place((int) truth, (int) guess)]++;
    }

    private int place(int truth, int guess) {
        return truth * classes + guess;
    }

    public ConfusionMatrix plus(ConfusionMatrix other) {
        if (other.classes != classes) {
            throw new ShapeException("%s of %d classes plus one of %d; both have the same", TITLE, classes, other.classes);
        }
        return new ConfusionMatrix(classes,
            IntStream.range(0, counts.length).mapToLong(i -> counts[i] + other.counts[i]).toArray());
    }

    public int classes() {
        return classes;
    }

    /// How often samples of one class were taken for another, or rightly for the same.
    public long count(int truth, int guess) {
        return counts[place(truth, guess)];
    }

    private long found(int guess) {
        return IntStream.range(0, classes).mapToLong(truth -> count(truth, guess)).sum();
    }

    private long present(int truth) {
        return IntStream.range(0, classes).mapToLong(guess -> count(truth, guess)).sum();
    }

    public Accuracy accuracy() {
        long correct = IntStream.range(0, classes).mapToLong(each -> count(each, each)).sum();
        return new Accuracy(correct, IntStream.range(0, classes).mapToLong(this::present).sum());
    }

    /// Of what was taken for the class, the part that is of it.
    public double precision(int of) {
        return part(count(of, of), found(of));
    }

    /// Of the class, the part that was found.
    public double recall(int of) {
        return part(count(of, of), present(of));
    }

    /// The harmonic mean of precision and recall.
    public double f1(int of) {
        return part(2 * count(of, of), found(of) + present(of));
    }

    /// Each class counts alike.
    public double meanPrecision() {
        return mean(this::precision);
    }

    /// Each class counts alike.
    public double meanRecall() {
        return mean(this::recall);
    }

    /// Each class counts alike.
    public double meanF1() {
        return mean(this::f1);
    }

    private double mean(IntToDoubleFunction ofClass) {
        return IntStream.range(0, classes).mapToDouble(ofClass).average().orElse(0);
    }

    private static double part(long of, long all) {
        return all == 0 ? 0 : (double) of / all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfusionMatrix matrix && matrix.classes == classes
            && Arrays.equals(matrix.counts, counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }
}
