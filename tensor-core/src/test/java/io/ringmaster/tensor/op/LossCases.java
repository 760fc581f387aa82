package io.ringmaster.tensor.op;

import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.op.OpCase.Input;
import java.util.ArrayList;
import java.util.List;

/// Losses on inputs to try them on.
final class LossCases {

    private LossCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (Reduction reduction : Reduction.values()) {
            cases.addAll(labels(reduction));
            cases.addAll(logits(reduction));
            for (PairLoss loss : differences()) {
                cases.addAll(pairs(new PairwiseLoss(loss, reduction)));
            }
            cases.addAll(probabilities(reduction));
        }
        return cases;
    }

    private static List<PairLoss> differences() {
        return List.of(new PairLoss.Squared(), new PairLoss.Absolute(), new PairLoss.Huber(0.7, 1),
            new PairLoss.Huber(0.4, 2.5), new PairLoss.BinaryCrossEntropyWithLogits(), new PairLoss.KullbackLeibler(true));
    }

    private static List<OpCase> pairs(PairwiseLoss op) {
        List<OpCase> cases = new ArrayList<>(List.of(
            new OpCase(op, new Input(), new Input()),
            new OpCase(op, new Input(1, 1), new Input(1, 1)),
            new OpCase(op, new Input(4, 3), new Input(4, 3)),
            new OpCase(op, Input.transposed(4, 3), new Input(4, 3)),
            new OpCase(op, new Input(4, 3), Input.transposed(4, 3)),
            new OpCase(op, Input.transposed(5, 3), Input.transposed(5, 3)),
            new OpCase(op, new Input(2, 3, 4), new Input(2, 3, 4)),
            new OpCase(op, new Input(5001), new Input(5001))));
        if (op.reduction() != Reduction.MEAN) {
            cases.add(new OpCase(op, new Input(0, 3), new Input(0, 3)));
        }
        return cases;
    }

    private static List<OpCase> probabilities(Reduction reduction) {
        PairwiseLoss crossEntropy = new PairwiseLoss(new PairLoss.BinaryCrossEntropy(), reduction);
        PairwiseLoss divergence = new PairwiseLoss(new PairLoss.KullbackLeibler(false), reduction);
        return List.of(
            new OpCase(crossEntropy, Input.fractions(), Input.fractions()),
            new OpCase(crossEntropy, Input.fractions(4, 3), Input.fractions(4, 3)),
            new OpCase(crossEntropy, Input.fractions(4, 3).transposed(), Input.fractions(4, 3)),
            new OpCase(divergence, new Input(4, 3), Input.fractions(4, 3)),
            new OpCase(divergence, new Input(4, 3), Input.fractions(4, 3).transposed()));
    }

    private static List<OpCase> labels(Reduction reduction) {
        List<OpCase> cases = new ArrayList<>();
        for (LabelRule rule : List.of(LabelRule.DEFAULT, new LabelRule(1, 0), new LabelRule(-100, 0.3), new LabelRule(0, 1))) {
            NegativeLogLikelihood op = new NegativeLogLikelihood(rule, reduction);
            cases.add(new OpCase(op, new Input(5, 3), Input.labels(5), Input.weights(3)));
            cases.add(new OpCase(op, Input.transposed(5, 3), Input.labels(5), Input.weights(3)));
            cases.add(new OpCase(op, new Input(5, 3), Input.labels(5), Input.weights()));
            if (reduction != Reduction.MEAN) {
                cases.add(new OpCase(op, new Input(0, 3), Input.labels(0), Input.weights(3)));
            }
        }
        cases.add(new OpCase(new NegativeLogLikelihood(LabelRule.DEFAULT, reduction),
            new Input(1, 1), Input.labels(1), Input.weights(1)));
        return cases;
    }

    private static List<OpCase> logits(Reduction reduction) {
        List<OpCase> cases = new ArrayList<>();
        for (LabelRule rule : List.of(LabelRule.DEFAULT, new LabelRule(1, 0), new LabelRule(-100, 0.3), new LabelRule(0, 1))) {
            CrossEntropy op = new CrossEntropy(rule, reduction);
            cases.add(new OpCase(op, new Input(5, 3), Input.labels(5), Input.weights(3), Input.place(5, 3)));
            cases.add(new OpCase(op, Input.transposed(5, 3), Input.labels(5), Input.weights(3), Input.place(5, 3)));
            cases.add(new OpCase(op, new Input(5, 3), Input.labels(5), Input.weights(), Input.place(5, 3)));
            if (reduction != Reduction.MEAN) {
                cases.add(new OpCase(op, new Input(0, 3), Input.labels(0), Input.weights(3), Input.place(0, 3)));
            }
        }
        CrossEntropy plain = new CrossEntropy(LabelRule.DEFAULT, reduction);
        cases.add(new OpCase(plain, new Input(1, 1), Input.labels(1), Input.weights(1), Input.place(1, 1)));
        cases.add(new OpCase(plain, new Input(2, 2500), Input.labels(2), Input.weights(), Input.place(2, 2500)));
        cases.add(new OpCase(plain, new Input(700, 7), Input.labels(700), Input.weights(), Input.place(700, 7)));
        return cases;
    }
}
