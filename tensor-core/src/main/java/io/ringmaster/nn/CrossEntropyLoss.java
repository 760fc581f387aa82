package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.Reduction;

/// `-log softmax(logits)` at the label, or averaged by the probabilities of all classes.
///
/// Shapes: logits [C], [B, C] or [B, C, ...]; labels the same without C, int64, or probabilities like the logits.
/// The mean is over the labels that count, each with its class's weight; of probabilities, over the rows.
public final class CrossEntropyLoss implements Loss {

    private static final String TITLE = "cross-entropy";

    private final LabelRule rule;
    private final ClassWeights weights;
    private final boolean ignores;

    public CrossEntropyLoss() {
        this(LabelRule.DEFAULT, ClassWeights.EQUAL, false);
    }

    private CrossEntropyLoss(LabelRule rule, ClassWeights weights, boolean ignores) {
        this.rule = rule;
        this.weights = weights;
        this.ignores = ignores;
    }

    /// @param weights [C], of the logits' dtype and device; stays the caller's
    public CrossEntropyLoss classWeights(Tensor weights) {
        return new CrossEntropyLoss(rule, ClassWeights.of(weights), ignores);
    }

    /// @param label that doesn't count; -100 where nothing else is said
    public CrossEntropyLoss ignoreIndex(long label) {
        return new CrossEntropyLoss(new LabelRule(label, rule.smoothing()), weights, true);
    }

    /// @param part of each target that is spread over all classes, from 0 to 1
    public CrossEntropyLoss labelSmoothing(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("label smoothing %s; it lies between 0 and 1".formatted(part));
        }
        return new CrossEntropyLoss(new LabelRule(rule.ignored(), part), weights, ignores);
    }

    @Override
    public Tensor of(Tensor logits, Tensor target, Reduction reduction) {
        ClassRows scores = ClassRows.of(TITLE, logits);
        if (!target.dtype().isFloating()) {
            return new LabelLoss(TITLE, rule, weights).ofLogits(scores, target, reduction);
        }
        ClassRows logs = new ClassRows(scores.rows().logSoftmax(), scores.labels());
        return ofProbabilities(logs, probabilities(logits, target), reduction);
    }

    private Tensor ofProbabilities(ClassRows logs, Tensor target, Reduction reduction) {
        Tensor shares = target;
        if (rule.smoothing() > 0) {
            Tensor spread = Tensor.full(
                rule.smoothing() / logs.classes(), Shape.SCALAR, target.dtype(), target.device());
            shares = target.mul(1 - rule.smoothing()).add(spread);
        }
        Tensor parts = logs.rows().mul(shares).mul(weights.like(target));   // [R, C]
        return switch (reduction) {
            case NONE -> parts.sum(1).mul(-1).reshape(logs.labels().dims());
            case SUM -> parts.sum().mul(-1);
            case MEAN -> parts.sum().mul(-1.0 / logs.labels().elements());
        };
    }

    private static Tensor probabilities(Tensor logits, Tensor target) {
        if (!target.shape().equals(logits.shape())) {
            throw new ShapeException("%s: logits are %s, probabilities are %s; the shapes must be equal, or the target "
                + "int64 labels", TITLE, logits, target);
        }
        return ClassRows.of(TITLE, target).rows();
    }

    /// Where it was told neither which label to ignore nor what classes weigh.
    @Override
    public boolean weighsByShape() {
        return !ignores && weights.areEqual();
    }

    @Override
    public Tensor weight(Tensor logits, Tensor target) {
        ClassRows scores = ClassRows.of(TITLE, logits);
        return target.dtype().isFloating()
            ? Tensor.full((double) scores.labels().elements(), Shape.SCALAR, logits.dtype(), logits.device())
            : new LabelLoss(TITLE, rule, weights).weight(scores, target);
    }
}
