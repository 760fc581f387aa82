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

    public NLLLoss() {
        this(new LabelLoss(TITLE, LabelRule.DEFAULT, ClassWeights.EQUAL));
    }

    private NLLLoss(LabelLoss labels) {
        this.labels = labels;
    }

    /// @param weights [C], of the predictions' dtype and device; stays the caller's
    public NLLLoss classWeights(Tensor weights) {
        return new NLLLoss(new LabelLoss(TITLE, labels.rule(), ClassWeights.of(weights)));
    }

    /// @param label that doesn't count; -100 where nothing else is said
    public NLLLoss ignoreIndex(long label) {
        return new NLLLoss(new LabelLoss(TITLE, new LabelRule(label, 0), labels.weights()));
    }

    @Override
    public Tensor of(Tensor logs, Tensor target, Reduction reduction) {
        return labels.of(ClassRows.of(TITLE, logs), target, reduction);
    }

    @Override
    public Tensor weight(Tensor logs, Tensor target) {
        return labels.weight(ClassRows.of(TITLE, logs), target);
    }
}
