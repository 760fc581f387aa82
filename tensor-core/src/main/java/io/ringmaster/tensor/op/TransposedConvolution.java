package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Window;
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
/// @param moreHeight elements added below what the windows reach, fewer than their stride or dilation
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
        requireInStride(over.height(), moreHeight);
        requireInStride(over.width(), moreWidth);
        long width = over.width().elements(x.dim(-1)) + moreWidth;
        long height = rank == 4 ? over.height().elements(x.dim(2)) + moreHeight : 1;
        if (width <= beyond(over.width(), moreWidth) || height <= beyond(over.height(), moreHeight)) {
            throw new ShapeException("transposed convolution of %s over %s: the padding takes away all there is; pad less", x, over);
        }
        Shape y = x.with(1, channels).with(-1, width);
        return rank == 4 ? y.with(2, height) : y;
    }

    private static void requireInStride(Window window, long more) {
        if (more < 0 || more >= Math.max(window.stride(), window.dilation())) {
            throw new ShapeException("transposed convolution with output padding %d over %s; it is below the stride or the dilation",
                more, window);
        }
    }

    /// The windows of the convolution that y is the gradient of. What is added at the end is first of all less padding there.
    private Windows gathering() {
        return new Windows(gathering(over.height(), moreHeight), gathering(over.width(), moreWidth));
    }

    private static Window gathering(Window window, long more) {
        return window.withPadding(window.before(), Math.max(0, window.after() - more));
    }

    /// How many of the added elements that convolution would not see, as a further window would fit there.
    private static long beyond(Window window, long more) {
        return Math.max(0, more - window.after() - window.stride() + 1);
    }

    /// Images like y without what lies beyond.
    private Tensor seen(Tensor images) {
        Layout layout = images.layout();
        long rows = images.dim(2) - beyond(over.height(), moreHeight);
        long columns = images.dim(3) - beyond(over.width(), moreWidth);
        return images.viewAs(layout.slice(2, 0, rows, 1).slice(3, 0, columns, 1));
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor y = Tensor.empty(Layout.channelsLast(shape(inputs)), inputs.getFirst().dtype(), on);
        Tensor seen = seen(Images.of(y));
        if (seen.elements() < y.elements()) {
            y.fill(0);
        }
        on.run(new Convolutions.InputGradient(gathering(), Images.of(inputs.get(0)), Images.of(inputs.get(1)), Output.set(seen)));
        if (inputs.size() == 3) {
            on.run(new Elements.Zip(Binary.ADD, y, perChannel(inputs.get(2), y), Output.set(y)));
        }
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor x = Images.of(inputs.get(0));
        Tensor w = Images.of(inputs.get(1));
        Tensor slope = seen(Images.of(dy));
        Gradients gradients = new Gradients(
            dx -> on.run(new Convolutions.Forward(gathering(), slope, w, Optional.empty(), Images.of(dx))),
            dw -> on.run(new Convolutions.WeightGradient(gathering(), slope, x, Images.of(dw), Optional.empty())));
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
