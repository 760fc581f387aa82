package io.ringmaster.tensor.backend.cpu;

import static io.ringmaster.tensor.backend.HostBackend.label;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.backend.kernel.Losses;
import java.lang.foreign.MemorySegment;

/// Losses of rows and labels.
final class LossKernels {

    private LossKernels() {}

    static Runnable prepared(Losses loss) {
        return loss instanceof Losses.CrossEntropy entropy ? CrossEntropyLoops.prepared(entropy) : () -> run(loss);
    }

    private static void run(Losses loss) {
        switch (loss) {
            case Losses.Pairs pairs -> PairLossKernels.forward(pairs);
            case Losses.PairsGradient pairs -> PairLossKernels.backward(pairs);
            case Losses.NegativeLogLikelihood likelihood -> negativeLogLikelihood(likelihood);
            case Losses.NegativeLogLikelihoodGradient likelihood ->
                Staged.contiguous(likelihood.dx(), to -> negativeLogLikelihoodGradient(likelihood, to));
            case Losses.CrossEntropy entropy -> CrossEntropyLoops.prepared(entropy).run();
            case Losses.LabelWeight(var rule, var classes, var labels, var weights, var y) -> {
                double total = totalWeight(rule, labels, new ClassWeights(weights, classes));
                Scratch.put(y.tensor().memory(), y.adds(), 0, (float) total);
            }
        }
    }

    /// Each class's weight, or one that all have.
    record ClassWeights(MemorySegment memory, long stride, long classes) {

        ClassWeights(Tensor weights, long classes) {
            this(weights.memory(), weights.layout().stridesOver(Shape.of(classes))[0], classes);
        }

        double of(long label) {
            return Scratch.at(memory, label * stride);
        }
    }

    private static void negativeLogLikelihood(Losses.NegativeLogLikelihood of) {
        ClassWeights weights = new ClassWeights(of.weights(), of.x().dim(1));
        MemorySegment to = of.y().tensor().memory();
        long step = of.reduction() == Reduction.NONE ? of.y().tensor().layout().stride(0) : 0;
        double sum = 0;
        for (long row = 0; row < of.x().dim(0); row++) {
            int label = label(of.rule(), of.labels(), row, of.x().dim(1));
            double loss = label < 0 ? 0 : rowLoss(of, weights, row, label);
            sum += loss;
            if (of.reduction() == Reduction.NONE) {
                Scratch.put(to, of.y().adds(), row * step, (float) loss);
            }
        }
        switch (of.reduction()) {
            case NONE -> {}
            case SUM -> Scratch.put(to, of.y().adds(), 0, (float) sum);
            case MEAN ->
                Scratch.put(to, of.y().adds(), 0, (float) (sum / totalWeight(of.rule(), of.labels(), weights)));
        }
    }

    private static double rowLoss(Losses.NegativeLogLikelihood of, ClassWeights weights, long row, int label) {
        MemorySegment x = of.x().memory();
        long start = row * of.x().layout().stride(0);
        long step = of.x().layout().stride(1);
        double own = -weights.of(label) * Scratch.at(x, start + label * step);
        double smoothing = of.rule().smoothing();
        if (smoothing == 0) {
            return own;
        }
        double all = 0;
        for (long c = 0; c < weights.classes(); c++) {
            all -= weights.of(c) * Scratch.at(x, start + c * step);
        }
        return (1 - smoothing) * own + smoothing / weights.classes() * all;
    }

    private static void negativeLogLikelihoodGradient(Losses.NegativeLogLikelihoodGradient of, Output dx) {
        long rows = dx.tensor().dim(0);
        long classes = dx.tensor().dim(1);
        ClassWeights weights = new ClassWeights(of.weights(), classes);
        MemorySegment to = dx.tensor().memory();
        if (!dx.adds()) {
            to.fill((byte) 0);
        }
        double divisor = of.reduction() == Reduction.MEAN ? totalWeight(of.rule(), of.labels(), weights) : 1;
        MemorySegment dy = of.dy().memory();
        long step = of.dy().layout().stridesOver(Shape.of(rows))[0];
        double smoothing = of.rule().smoothing();
        for (long row = 0; row < rows; row++) {
            int label = label(of.rule(), of.labels(), row, classes);
            if (label < 0) {
                continue;
            }
            double slope = Scratch.at(dy, row * step) / divisor;
            Scratch.put(to, true, row * classes + label, (float) (-(1 - smoothing) * weights.of(label) * slope));
            for (long c = 0; smoothing > 0 && c < classes; c++) {
                Scratch.put(to, true, row * classes + c, (float) (-smoothing / classes * weights.of(c) * slope));
            }
        }
    }

    static double totalWeight(LabelRule rule, Tensor labels, ClassWeights weights) {
        double total = 0;
        for (long row = 0; row < labels.elements(); row++) {
            int label = label(rule, labels, row, weights.classes());
            total += label < 0 ? 0 : weights.of(label);
        }
        return total;
    }
}
