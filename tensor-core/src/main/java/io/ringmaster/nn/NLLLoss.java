package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.Reduction;

/// The negative log-probability at the label. The mean is over the labels that count, each with its class's weight.
///
/// Shapes: log-probabilities [C], [B, C] or [B, C, ...]; labels the same without C, int64.
public final class NLLLoss implements Loss {

    private static final String TITLE = "negative log-likelihood";

    private final LabelLoss labels;
    private final boolean ignores;

    public NLLLoss() {
        this(new LabelLoss(TITLE, LabelRule.DEFAULT, ClassWeights.EQUAL), false);
    }

    private NLLLoss(LabelLoss labels, boolean ignores) {
        this.labels = labels;
        this.ignores = ignores;
    }

    /// @param weights [C], of the predictions' dtype and device; stays the caller's
    public NLLLoss classWeights(Tensor weights) {
        return new NLLLoss(new LabelLoss(TITLE, labels.rule(), ClassWeights.of(weights)), ignores);
    }

    /// @param label that doesn't count; -100 where nothing else is said
    public NLLLoss ignoreIndex(long label) {
        return new NLLLoss(new LabelLoss(TITLE, new LabelRule(label, 0), labels.weights()), true);
    }

    @Override
    public Tensor of(Tensor logs, Tensor target, Reduction reduction) {
        return labels.of(ClassRows.of(TITLE, logs), target, reduction);
    }

    /// Where it was told neither which label to ignore nor what classes weigh.
    @Override
    public boolean weighsByShape() {
        return !ignores && labels.weights().areEqual();
    }

    @Override
    public Tensor weight(Tensor logs, Tensor target) {
        return labels.weight(ClassRows.of(TITLE, logs), target);
    }
}
