package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.backend.kernel.Losses;

/// What each predicted number loses against its target. Shapes: p and t the same → y the same, reduced [].
public record PairwiseLoss(PairLoss loss, Reduction reduction) implements BinaryOp {

    @Override
    public Shape shape(Shape p, Shape t) {
        if (!p.equals(t)) {
            throw new ShapeException("%s: predictions are %s, targets are %s; the shapes must be equal",
                title(), p, t);
        }
        return switch (reduction) {
            case NONE -> p;
            case SUM, MEAN -> Shape.SCALAR;
        };
    }

    @Override
    public Layout layout(Tensor p, Tensor t) {
        Shape y = shape(p.shape(), t.shape());
        return y.equals(p.shape()) ? p.layout().dense() : Layout.contiguous(y);
    }

    @Override
    public String title() {
        return switch (loss) {
            case PairLoss.Squared _ -> "squared error";
            case PairLoss.Absolute _ -> "absolute error";
            case PairLoss.Huber _ -> "Huber loss";
            case PairLoss.BinaryCrossEntropy _, PairLoss.BinaryCrossEntropyWithLogits _ -> "binary cross-entropy";
            case PairLoss.KullbackLeibler _ -> "Kullback-Leibler divergence";
        };
    }

    @Override
    public void forward(Backend on, Tensor p, Tensor t, Output y) {
        on.run(new Losses.Pairs(loss, scale(p), p, t, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor p, Tensor t, Tensor dy) {
        return new Gradients(
            dp -> on.run(new Losses.PairsGradient(loss, PairLoss.Side.PREDICTION, scale(p), p, t, dy, dp)),
            dt -> on.run(new Losses.PairsGradient(loss, PairLoss.Side.TARGET, scale(p), p, t, dy, dt)));
    }

    private double scale(Tensor p) {
        return switch (reduction) {
            case NONE, SUM -> 1;
            case MEAN -> 1.0 / p.elements();
        };
    }
}
