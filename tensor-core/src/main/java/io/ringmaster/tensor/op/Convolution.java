package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import java.util.List;
import java.util.Optional;

/// `y = x * w + b`: w slides over x. The result's channels lie next to each other.
///
/// Shapes: x [B, C, H, W], w [O, C / groups, h, w], b [O] or none → y [B, O, H', W']; or signals of one dim, x [B, C, L]
/// and w [O, C / groups, l] → y [B, O, L'], whose windows have height 1.
public record Convolution(Windows over, long groups) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        Shape x = inputs.get(0).shape();
        Shape w = inputs.get(1).shape();
        int rank = x.rank();
        if ((rank != 3 && rank != 4) || w.rank() != rank || groups < 1 || x.dim(1) != groups * w.dim(1)
            || w.dim(0) % groups != 0) {
            throw new ShapeException("convolution in %d groups: x is %s, w is %s; they must be [B, C, H, W] and "
                + "[O, C / groups, h, w], or without H and h, and the groups of one size", groups, x, w);
        }
        if (inputs.size() == 3 && !inputs.get(2).shape().equals(Shape.of(w.dim(0)))) {
            throw new ShapeException("convolution: w is %s, b is %s; b has w's rows, [%d]",
                w, inputs.get(2).shape(), w.dim(0));
        }
        Shape y = x.with(1, w.dim(0)).with(-1, over.width().count(x.dim(-1)));
        return requireRoom(x, rank == 4 ? y.with(2, over.height().count(x.dim(2))) : y);
    }

    private Shape requireRoom(Shape x, Shape y) {
        for (int dim = 2; dim < y.rank(); dim++) {
            if (y.dim(dim) < 1) {
                throw new ShapeException("convolution of %s: no window of %s fits; pad x, or take a smaller one", x, over);
            }
        }
        return y;
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor y = Tensor.empty(Layout.channelsLast(shape(inputs)), inputs.getFirst().dtype(), on);
        Optional<Tensor> bias = inputs.size() == 3 ? Optional.of(inputs.get(2)) : Optional.empty();
        on.run(new Convolutions.Forward(
            over, Images.of(inputs.get(0)), Images.of(inputs.get(1)), bias, Images.of(Output.set(y))));
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor x = Images.of(inputs.get(0));
        Tensor w = Images.of(inputs.get(1));
        Tensor slope = Images.of(dy);
        return new Gradients(dx -> on.run(new Convolutions.InputGradient(over, slope, w, Images.of(dx))))
            .and(1, inputs.size() - 1, to -> on.run(new Convolutions.WeightGradient(over, x, slope,
                Images.of(to.getFirst()), to.size() == 2 ? Optional.of(to.get(1)) : Optional.empty())));
    }
}
