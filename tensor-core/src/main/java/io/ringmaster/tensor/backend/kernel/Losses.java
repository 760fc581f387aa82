package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import java.util.List;
import java.util.Optional;

/// What training makes small, where it takes more than functions of elements. Sums are kept in float64.
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public sealed interface Losses extends Kernel {

    /// `y = scale loss(p, t)`, or where y is a scalar the sum of that. Shapes: p and t the same → y the same, or [].
    record Pairs(PairLoss loss, double scale, Tensor p, Tensor t, Output y) implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(p, t);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// `dx = dy scale loss'(p, t)`. Shapes: p and t the same, dy the same or [] → dx the same.
    ///
    /// @param by the side that is x
    record PairsGradient(PairLoss loss, PairLoss.Side by, double scale, Tensor p, Tensor t, Tensor dy, Output dx)
        implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(p, t, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }

    /// For each row with label l `(1 - s) w[l] -x[l] + s/C sum(w -x)`, s being the rule's smoothing; 0 for ignored rows.
    /// Or the sum of that, or the sum over [LabelWeight]'s.
    ///
    /// Shapes: x [B, C], labels [B] int64, weights [C] or [] → y [B], or [].
    record NegativeLogLikelihood(
        LabelRule rule, Reduction reduction, Tensor x, Tensor labels, Tensor weights, Output y) implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, labels, weights);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// Shapes: labels [B] int64, weights [C] or [], dy [B] or [] → dx [B, C].
    record NegativeLogLikelihoodGradient(
        LabelRule rule, Reduction reduction, Tensor labels, Tensor weights, Tensor dy, Output dx) implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(labels, weights, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }

    /// The negative log-likelihood of softmax(x), and its derivative by x in the same pass where that is wanted: of each
    /// row's loss, or of their sum or mean.
    ///
    /// Shapes: x [B, C], labels [B] int64, weights [C] or [] → y [B] or [], slope [B, C].
    record CrossEntropy(LabelRule rule, Reduction reduction, Tensor x, Tensor labels, Tensor weights, Output y,
        Optional<Output> slope) implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, labels, weights);
        }

        @Override
        public List<Output> outputs() {
            return slope.map(derivative -> List.of(y, derivative)).orElse(List.of(y));
        }
    }

    /// The sum of the labels' weights, without those ignored. Shapes: labels [B] int64, weights [C] or [] → y [].
    ///
    /// @param classes labels are below it
    record LabelWeight(LabelRule rule, long classes, Tensor labels, Tensor weights, Output y) implements Losses {

        @Override
        public List<Tensor> inputs() {
            return List.of(labels, weights);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }
}
