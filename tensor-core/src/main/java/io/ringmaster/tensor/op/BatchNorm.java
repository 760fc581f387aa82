package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import java.util.List;

/// `y = (x - mean) / sqrt(variance + epsilon) w + b`, channel by channel. The result's channels lie next to each other.
///
/// Shapes: x [B, C] or [B, C, ...], w, b, mean and variance [C] → y as x.
///
/// @param given whether mean and variance are read; else they are the batch's, and forward writes them there. The variance
///              is divided by the number of elements, not by one less
public record BatchNorm(double epsilon, boolean given) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.rank() < 2) {
            throw new ShapeException("batch norm: x is %s; it must be [B, C] or [B, C, ...]", x);
        }
        for (Tensor each : inputs.subList(1, 5)) {
            if (!each.shape().equals(Shape.of(x.dim(1)))) {
                throw new ShapeException("batch norm of %s: weight, bias, mean and variance are %s; all must be [%d]",
                    x, inputs.subList(1, 5), x.dim(1));
            }
        }
        if (!given && x.elements() <= x.dim(1)) {
            throw new ShapeException("batch norm of %s by the batch's own statistics: a channel has one value or none, "
                + "whose variance says nothing; take a larger batch, or call eval() on the module", x);
        }
        return x;
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor x = inputs.get(0);
        Tensor w = inputs.get(1);
        Tensor b = inputs.get(2);
        Tensor mean = inputs.get(3);
        Tensor variance = inputs.get(4);
        Output y = Output.set(Tensor.empty(Layout.channelsLast(shape(inputs)), x.dtype(), on));
        if (x.elements() > 0) {
            on.run(given
                ? new Normalizations.GivenBatch(epsilon, x, w, b, mean, variance, y)
                : new Normalizations.Batch(epsilon, x, w, b, y, Output.set(mean), Output.set(variance)));
        }
        return y.tensor();
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        if (dy.elements() == 0) {
            return Gradients.together(0, 3, to -> LayerOp.zero(on, to));
        }
        return Gradients.together(0, 3, to -> on.run(new Normalizations.BatchGradient(
            given, epsilon, inputs.get(0), inputs.get(1), inputs.get(3), inputs.get(4), dy,
            to.get(0), to.get(1), to.get(2))));
    }
}
