package io.ringmaster.tensor.backend.reference;

import static io.ringmaster.tensor.backend.HostBackend.label;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.backend.kernel.Losses;

/// Losses, by their formulas.
final class LossKernels {

    private LossKernels() {}

    static void run(Losses loss) {
        switch (loss) {
            case Losses.Pairs pairs -> pairs(pairs);
            case Losses.PairsGradient pairs -> pairsGradient(pairs);
            case Losses.NegativeLogLikelihood likelihood -> negativeLogLikelihood(likelihood);
            case Losses.NegativeLogLikelihoodGradient likelihood -> negativeLogLikelihoodGradient(likelihood);
            case Losses.CrossEntropy entropy -> crossEntropy(entropy);
            case Losses.LabelWeight(var rule, var classes, var labels, var weights, var y) ->
                Values.put(y, 0, totalWeight(rule, labels, Values.of(weights, Shape.of(classes)), classes));
        }
    }

    private static void pairs(Losses.Pairs of) {
        Values p = Values.of(of.p());
        Values t = Values.of(of.t());
        boolean sums = of.y().tensor().shape().rank() == 0;
        double sum = 0;
        for (long i = 0; i < of.p().elements(); i++) {
            double value = of.loss().value(p.get(i), t.get(i));
            sum += value;
            if (!sums) {
                Values.put(of.y(), i, of.scale() * value);
            }
        }
        if (sums) {
            Values.put(of.y(), 0, of.scale() * sum);
        }
    }

    private static void pairsGradient(Losses.PairsGradient of) {
        Values p = Values.of(of.p());
        Values t = Values.of(of.t());
        Values dy = Values.of(of.dy(), of.p().shape());
        for (long i = 0; i < of.p().elements(); i++) {
            double slope = switch (of.by()) {
                case PREDICTION -> of.loss().slope(p.get(i), t.get(i));
                case TARGET -> of.loss().targetSlope(p.get(i), t.get(i));
            };
            Values.put(of.dx(), i, dy.get(i) * of.scale() * slope);
        }
    }

    private static void negativeLogLikelihood(Losses.NegativeLogLikelihood of) {
        Values x = Values.of(of.x());
        long classes = of.x().dim(1);
        Values weights = Values.of(of.weights(), Shape.of(classes));
        double sum = 0;
        for (long row = 0; row < of.x().dim(0); row++) {
            double loss = 0;
            int label = label(of.rule(), of.labels(), row, classes);
            for (long c = 0; label >= 0 && c < classes; c++) {
                loss -= share(of.rule(), c == label, classes) * weights.get(c) * x.get(row * classes + c);
            }
            sum += loss;
            if (of.reduction() == Reduction.NONE) {
                Values.put(of.y(), row, loss);
            }
        }
        switch (of.reduction()) {
            case NONE -> {}
            case SUM -> Values.put(of.y(), 0, sum);
            case MEAN -> Values.put(of.y(), 0, sum / totalWeight(of.rule(), of.labels(), weights, classes));
        }
    }

    private static void negativeLogLikelihoodGradient(Losses.NegativeLogLikelihoodGradient of) {
        long rows = of.dx().tensor().dim(0);
        long classes = of.dx().tensor().dim(1);
        Values weights = Values.of(of.weights(), Shape.of(classes));
        Values dy = Values.of(of.dy(), Shape.of(rows));
        double divisor = switch (of.reduction()) {
            case NONE, SUM -> 1;
            case MEAN -> totalWeight(of.rule(), of.labels(), weights, classes);
        };
        for (long row = 0; row < rows; row++) {
            int label = label(of.rule(), of.labels(), row, classes);
            for (long c = 0; c < classes; c++) {
                double share = label < 0 ? 0 : share(of.rule(), c == label, classes);
                Values.put(of.dx(), row * classes + c, share == 0 ? 0 : -share * weights.get(c) * dy.get(row) / divisor);
            }
        }
    }

    private static void crossEntropy(Losses.CrossEntropy of) {
        long classes = of.x().dim(1);
        Values x = Values.of(of.x());
        Values weights = Values.of(of.weights(), Shape.of(classes));
        double divisor = switch (of.reduction()) {
            case NONE, SUM -> 1;
            case MEAN -> totalWeight(of.rule(), of.labels(), weights, classes);
        };
        double total = 0;
        for (long row = 0; row < of.x().dim(0); row++) {
            int label = label(of.rule(), of.labels(), row, classes);
            double logSum = logSum(x, row * classes, classes);
            double loss = 0;
            double shares = 0;
            for (long c = 0; label >= 0 && c < classes; c++) {
                double share = share(of.rule(), c == label, classes) * weights.get(c);
                loss -= share == 0 ? 0 : share * (x.get(row * classes + c) - logSum);
                shares += share;
            }
            total += loss;
            if (of.reduction() == Reduction.NONE) {
                Values.put(of.y(), row, loss);
            }
            for (long c = 0; of.slope().isPresent() && c < classes; c++) {
                double share = label < 0 ? 0 : share(of.rule(), c == label, classes) * weights.get(c);
                double slope = shares == 0 ? 0 : shares * Math.exp(x.get(row * classes + c) - logSum) - share;
                Values.put(of.slope().get(), row * classes + c, slope == 0 ? 0 : slope / divisor);
            }
        }
        if (of.reduction() != Reduction.NONE) {
            Values.put(of.y(), 0, total / divisor);
        }
    }

    private static double logSum(Values x, long start, long count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (long i = start; i < start + count; i++) {
            largest = Math.max(largest, x.get(i));
        }
        double sum = 0;
        for (long i = start; i < start + count; i++) {
            sum += Math.exp(x.get(i) - largest);
        }
        return largest + Math.log(sum);
    }

    /// The part of a row's label that belongs to one class.
    private static double share(LabelRule rule, boolean labels, long classes) {
        return (labels ? 1 - rule.smoothing() : 0) + rule.smoothing() / classes;
    }

    private static double totalWeight(LabelRule rule, Tensor labels, Values weights, long classes) {
        double total = 0;
        for (long row = 0; row < labels.elements(); row++) {
            int label = label(rule, labels, row, classes);
            total += label < 0 ? 0 : weights.get(label);
        }
        return total;
    }
}
