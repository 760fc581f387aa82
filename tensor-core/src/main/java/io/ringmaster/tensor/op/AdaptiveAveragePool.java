package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.kernel.Poolings;
import java.util.List;
import java.util.Optional;

/// The means of as many windows as the result has elements, whatever the input's size. The result's channels lie next to
/// each other.
///
/// Shapes: x [B, C, H, W] → y [B, C, height, width]; or signals of one dim, [B, C, L] → [B, C, width] with height 1.
public record AdaptiveAveragePool(long height, long width) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        Shape x = inputs.getFirst().shape();
        int rank = x.rank();
        if ((rank != 3 && rank != 4) || height < 1 || width < 1 || x.dim(-1) == 0 || x.dim(2) == 0) {
            throw new ShapeException("adaptive average pool of %s to %d by %d; x must be [B, C, H, W] or [B, C, L], and no size "
                + "0", x, height, width);
        }
        return rank == 4 ? x.with(2, height).with(3, width) : x.with(2, width);
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor x = Images.of(inputs.getFirst());
        Tensor y = Tensor.empty(Layout.channelsLast(shape(inputs)), x.dtype(), on);
        Output images = Images.of(Output.set(y));
        if (y.elements() > 0) {
            on.run(windows(x.shape())
                .<Poolings>map(over -> new Poolings.Average(over, true, x, images))
                .orElseGet(() -> new Poolings.AdaptiveAverage(x, images)));
        }
        return y;
    }

    /// Where all windows are of one size, they are those of an average pool.
    private Optional<Windows> windows(Shape x) {
        return x.dim(2) % height == 0 && x.dim(3) % width == 0
            ? Optional.of(new Windows(side(x.dim(2) / height), side(x.dim(3) / width))) : Optional.empty();
    }

    private static Window side(long size) {
        return new Window(size, size, 1, 0, 0);
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor slope = Images.of(dy);
        return new Gradients(dx -> {
            Output images = Images.of(dx);
            if (dy.elements() > 0) {
                on.run(windows(images.tensor().shape())
                    .<Poolings>map(over -> new Poolings.AverageGradient(over, true, slope, images))
                    .orElseGet(() -> new Poolings.AdaptiveAverageGradient(slope, images)));
            } else {
                LayerOp.zero(on, List.of(dx));
            }
        });
    }
}
