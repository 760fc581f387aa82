package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Losses;
import java.util.List;

/// The mean of `-x[i, labels[i]]`, each row weighted by its label's weight.
///
/// Shapes: x [B, C], labels [B] int64, weights [C] → y []. Only x has a gradient.
public record NegativeLogLikelihood() implements TernaryOp {

    @Override
    public Shape shape(Shape x, Shape labels, Shape weights) {
        if (x.rank() != 2 || labels.rank() != 1 || weights.rank() != 1
            || x.dim(0) != labels.dim(0) || x.dim(1) != weights.dim(0)) {
            throw new ShapeException("negative log-likelihood: x is %s, labels are %s, weights are %s; they must be "
                + "[B, C], [B] and [C]", x, labels, weights);
        }
        return Shape.SCALAR;
    }

    @Override
    public void requireFloating(List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        if (inputs.get(1).dtype() != DType.INT64) {
            throw new ShapeException("labels are %s; they must be int64", inputs.get(1));
        }
        if (!x.dtype().isFloating() || inputs.get(2).dtype() != x.dtype()) {
            throw new ShapeException("negative log-likelihood of %s with weights %s; both have one floating dtype",
                x, inputs.get(2));
        }
        if (inputs.get(1).requiresGrad() || inputs.get(2).requiresGrad()) {
            throw new ShapeException("negative log-likelihood: labels and weights have no gradient; detach() them");
        }
    }

    @Override
    public void forward(Backend on, List<Tensor> inputs, Output y) {
        on.run(new Losses.NegativeLogLikelihood(inputs.get(0), inputs.get(1), inputs.get(2), y));
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(
            new Losses.NegativeLogLikelihoodGradient(inputs.get(1), inputs.get(2), dy, dx)));
    }
}
