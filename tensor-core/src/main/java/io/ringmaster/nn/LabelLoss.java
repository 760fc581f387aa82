package io.ringmaster.nn;

import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.backend.kernel.Losses;
import io.ringmaster.tensor.op.CrossEntropy;
import io.ringmaster.tensor.op.NegativeLogLikelihood;

/// The negative log-likelihood of labels, as the losses of classes share it.
record LabelLoss(String title, LabelRule rule, ClassWeights weights) {

    /// Of log-probabilities. Shapes: as [ClassRows] has them.
    Tensor of(ClassRows logs, Tensor labels, Reduction reduction) {
        Tensor loss = Autograd.apply(new NegativeLogLikelihood(rule, reduction),
            logs.rows(), logs.flat(title, labels), weights.like(logs.rows()));
        return reduction == Reduction.NONE ? loss.reshape(logs.labels().dims()) : loss;
    }

    /// Of logits. Shapes: as [ClassRows] has them.
    Tensor ofLogits(ClassRows scores, Tensor labels, Reduction reduction) {
        Tensor rows = scores.rows();
        CrossEntropy entropy = new CrossEntropy(rule, reduction);
        Tensor flat = scores.flat(title, labels);
        Tensor loss = rows.requiresGrad() && NoGrad.isRecording()
            ? Autograd.apply(entropy, rows, flat, weights.like(rows), derivative(rows))
            : Autograd.apply(entropy, rows, flat, weights.like(rows));
        return reduction == Reduction.NONE ? loss.reshape(scores.labels().dims()) : loss;
    }

    /// Where the derivative by each logit is kept until backward.
    private static Tensor derivative(Tensor rows) {
        return Tensor.empty(rows.shape(), rows.dtype(), Backends.current(rows.backend()));
    }

    /// The sum of the weights of labels that count. Shapes: → [].
    Tensor weight(ClassRows scores, Tensor labels) {
        Tensor rows = scores.rows();
        Backend on = Backends.current(rows.backend());
        Tensor total = Tensor.empty(Shape.SCALAR, rows.dtype(), on);
        on.run(new Losses.LabelWeight(
            rule, scores.classes(), scores.flat(title, labels), weights.like(rows), Output.set(total)));
        return total;
    }
}
