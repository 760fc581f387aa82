package io.ringmaster.metric;

import io.ringmaster.nn.Loss;
import io.ringmaster.nn.MSELoss;
import io.ringmaster.tensor.Tensor;

/// A measure of predictions that a job is judged by: the mean of something over all that counts, or a function of that mean.
///
/// ```java
/// Metric metric = Metric.accuracy();
/// Metric.Part part = metric.of(net.forward(images), labels);      // adds up over batches, shards and workers
/// double accuracy = metric.form().of(part.sum() / part.weight());
/// ```
public interface Metric {

    /// What a batch adds.
    ///
    /// @param weight what the sum is divided by, together with other parts'
    record Part(double sum, double weight) {

        /// Of nothing yet.
        public static final Part NONE = new Part(0, 0);

        public Part plus(Part other) {
            return new Part(sum + other.sum, weight + other.weight);
        }
    }

    /// What becomes of the mean.
    enum Form {
        MEAN,
        /// e to the mean: a perplexity.
        EXPONENTIAL,
        /// The square root of the mean: of squared errors.
        ROOT;

        public double of(double mean) {
            return switch (this) {
                case MEAN -> mean;
                case EXPONENTIAL -> Math.exp(mean);
                case ROOT -> Math.sqrt(mean);
            };
        }
    }

    /// Shapes: as the loss of the same model takes them.
    Part of(Tensor prediction, Tensor target);

    default Form form() {
        return Form.MEAN;
    }

    // Those that most jobs take

    /// How often the right class has the largest score. Shapes: as [Accuracy#of].
    static Metric accuracy() {
        return accuracyOfTop(1);
    }

    /// How often the right class is among those of the k largest scores. Shapes: as [Accuracy#of].
    static Metric accuracyOfTop(int k) {
        return (scores, labels) -> {
            Accuracy found = k == 1 ? Accuracy.of(scores, labels) : Accuracy.ofTop(k, scores, labels);
            return new Part(found.correct(), found.total());
        };
    }

    /// A loss, whatever the job's is.
    static Metric loss(Loss loss) {
        return new LossMetric(loss, Form.MEAN);
    }

    /// Between how many equally likely classes the model is as unsure.
    ///
    /// @param entropy a cross-entropy
    static Metric perplexity(Loss entropy) {
        return new LossMetric(entropy, Form.EXPONENTIAL);
    }

    /// How far values are off, large errors counting more. Shapes: both the same.
    static Metric rootMeanSquaredError() {
        return new LossMetric(new MSELoss(), Form.ROOT);
    }
}
