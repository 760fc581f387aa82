package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Each element of x spreads w over y, where the convolution with the same windows would have gathered: that one's
/// gradient, as a forward. The result's channels lie next to each other.
///
/// Shapes: x [B, C, H, W], w [C, O / groups, h, w], b [O] or none → y [B, O, H', W']; or signals of one dim, as with
/// [Convolution].
///
/// @param moreHeight elements added below what the windows reach, fewer than their stride
/// @param moreWidth  elements added to the right
public record TransposedConvolution(Windows over, long groups, long moreHeight, long moreWidth) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        Shape x = inputs.get(0).shape();
        Shape w = inputs.get(1).shape();
        int rank = x.rank();
        if ((rank != 3 && rank != 4) || w.rank() != rank || groups < 1 || x.dim(1) != w.dim(0) || w.dim(0) % groups != 0) {
            throw new ShapeException("transposed convolution in %d groups: x is %s, w is %s; they must be [B, C, H, W] and "
                + "[C, O / groups, h, w], or without H and h, and the groups of one size", groups, x, w);
        }
        long channels = w.dim(1) * groups;
        if (inputs.size() == 3 && !inputs.get(2).shape().equals(Shape.of(channels))) {
            throw new ShapeException("transposed convolution: w is %s in %d groups, b is %s; b has as many as y has "
                + "channels, [%d]", w, groups, inputs.get(2).shape(), channels);
        }
        requireInStride();
        Shape y = x.with(1, channels).with(-1, Math.max(0, over.width().elements(x.dim(-1)) + moreWidth));
        return rank == 4 ? y.with(2, Math.max(0, over.height().elements(x.dim(2)) + moreHeight)) : y;
    }

    private void requireInStride() {
        if (moreHeight < 0 || moreHeight >= over.height().stride()
            || moreWidth < 0 || moreWidth >= over.width().stride()) {
            throw new ShapeException("transposed convolution with output padding %d and %d over %s; it is below the stride",
                moreHeight, moreWidth, over);
        }
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor y = Tensor.empty(Layout.channelsLast(shape(inputs)), inputs.getFirst().dtype(), on);
        on.run(new Convolutions.InputGradient(
            over, Images.of(inputs.get(0)), Images.of(inputs.get(1)), Images.of(Output.set(y))));
        if (inputs.size() == 3) {
            on.run(new Elements.Zip(Binary.ADD, y, perChannel(inputs.get(2), y), Output.set(y)));
        }
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor x = Images.of(inputs.get(0));
        Tensor w = Images.of(inputs.get(1));
        Tensor slope = Images.of(dy);
        Gradients gradients = new Gradients(
            dx -> on.run(new Convolutions.Forward(over, slope, w, Optional.empty(), Images.of(dx))),
            dw -> on.run(new Convolutions.WeightGradient(over, slope, x, Images.of(dw), Optional.empty())));
        return inputs.size() == 2 ? gradients : gradients.and(2, 1, to -> {
            Output db = to.getFirst();
            on.run(new Reductions.Sum(dy, new Output(perChannel(db.tensor(), dy), db.adds())));
        });
    }

    /// Shapes: b [O] → [O, 1, 1], or [O, 1].
    private static Tensor perChannel(Tensor b, Tensor y) {
        long[] dims = new long[y.shape().rank() - 1];
        long[] strides = new long[dims.length];
        Arrays.fill(dims, 1);
        Arrays.fill(strides, 1);
        dims[0] = b.elements();
        strides[0] = b.layout().stride(0);
        return b.viewAs(Layout.strided(Shape.of(dims), strides, b.layout().offset()));
    }
}
