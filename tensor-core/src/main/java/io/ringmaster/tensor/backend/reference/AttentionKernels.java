package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.AttentionRule;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Attentions;
import java.util.Optional;

/// Scaled dot-product attention, query by query. Keeps the weights before dropout.
public final class AttentionKernels {

    private AttentionKernels() {}

    public static void run(Attentions attention) {
        switch (attention) {
            case Attentions.Forward forward -> forward(forward);
            case Attentions.Gradient gradient -> gradient(gradient);
        }
    }

    private static void forward(Attentions.Forward of) {
        long queries = of.q().dim(2);
        long keys = of.k().dim(2);
        long size = of.v().dim(3);
        Values v = Values.of(of.v());
        Weights weights = new Weights(of.rule(), of.q(), of.k(), of.mask());
        for (long row = 0; row < of.q().dim(0) * of.q().dim(1) * queries; row++) {
            double[] seen = weights.row(row);
            for (int key = 0; key < keys; key++) {
                Values.put(of.kept(), row * keys + key, seen[key]);
            }
            for (long column = 0; column < size; column++) {
                double sum = 0;
                for (int key = 0; key < keys; key++) {
                    sum += seen[key] * factor(of.rule(), row * keys + key)
                        * v.get((row / queries * keys + key) * size + column);
                }
                Values.put(of.y(), row * size + column, sum);
            }
        }
    }

    /// What dropout does to one weight.
    private static double factor(AttentionRule rule, long index) {
        return rule.dropout().map(mask -> mask.keeps(mask.stream().bits(index)) ? mask.scale() : 0).orElse(1.0);
    }

    /// Softmaxes of the products of queries and keys.
    private record Weights(AttentionRule rule, Tensor q, Tensor k, Optional<Tensor> mask) {

        double[] row(long row) {
            long queries = q.dim(2);
            int keys = Math.toIntExact(k.dim(2));
            long size = q.dim(3);
            Values from = Values.of(q);
            Values by = Values.of(k);
            Shape all = Shape.of(q.dim(0), q.dim(1), queries, keys);
            double[] scores = new double[keys];
            double largest = Double.NEGATIVE_INFINITY;
            for (int key = 0; key < keys; key++) {
                double product = 0;
                for (long i = 0; i < size; i++) {
                    product += from.get(row * size + i) * by.get((row / queries * keys + key) * size + i);
                }
                long index = row * keys + key;
                double added = mask.map(each -> Values.of(each, all).get(index)).orElse(0.0);
                boolean hidden = rule.causal() && key > row % queries;
                scores[key] = hidden ? Double.NEGATIVE_INFINITY : product * rule.scale() + added;
                largest = Math.max(largest, scores[key]);
            }
            double sum = 0;
            for (int key = 0; key < keys; key++) {
                scores[key] = Math.exp(scores[key] - largest);
                sum += scores[key];
            }
            for (int key = 0; key < keys; key++) {
                scores[key] /= sum;
            }
            return scores;
        }
    }

    private static void gradient(Attentions.Gradient of) {
        long queries = of.q().dim(2);
        int keys = Math.toIntExact(of.k().dim(2));
        long size = of.q().dim(3);
        long width = of.v().dim(3);
        Values q = Values.of(of.q());
        Values k = Values.of(of.k());
        Values v = Values.of(of.v());
        Values kept = Values.of(of.kept());
        Values slope = Values.of(of.dy());
        double[] dq = sums(of.dq());
        double[] dk = sums(of.dk());
        double[] dv = sums(of.dv());
        for (long row = 0; row < of.q().dim(0) * of.q().dim(1) * queries; row++) {
            double[] dWeights = new double[keys];
            double shared = 0;
            for (int key = 0; key < keys; key++) {
                long index = row * keys + key;
                double factor = factor(of.rule(), index);
                long other = row / queries * keys + key;
                for (long i = 0; i < width; i++) {
                    dv[(int) (other * width + i)] += kept.get(index) * factor * slope.get(row * width + i);
                    dWeights[key] += factor * slope.get(row * width + i) * v.get(other * width + i);
                }
                shared += dWeights[key] * kept.get(index);
            }
            for (int key = 0; key < keys; key++) {
                double dScore = kept.get(row * keys + key) * (dWeights[key] - shared) * of.rule().scale();
                long other = row / queries * keys + key;
                for (long i = 0; i < size; i++) {
                    dq[(int) (row * size + i)] += dScore * k.get(other * size + i);
                    dk[(int) (other * size + i)] += dScore * q.get(row * size + i);
                }
            }
        }
        put(dq, of.dq());
        put(dk, of.dk());
        put(dv, of.dv());
    }

    private static double[] sums(Output output) {
        return new double[Math.toIntExact(output.tensor().elements())];
    }

    private static void put(double[] sums, Output to) {
        for (int i = 0; i < sums.length; i++) {
            Values.put(to, i, sums[i]);
        }
    }
}
