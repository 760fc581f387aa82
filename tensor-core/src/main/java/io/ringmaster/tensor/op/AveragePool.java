package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Poolings;
import java.util.List;

/// The mean of each window. The result's channels lie next to each other.
///
/// Shapes: x [B, C, H, W] → y [B, C, H', W']; or signals of one dim, [B, C, L] → [B, C, L'], whose windows have height 1.
///
/// @param countsPadding whether padding counts, as zeros
public record AveragePool(PoolWindows over, boolean countsPadding) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        return over.results("average pool", inputs.getFirst().shape());
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        requireFloating(inputs);
        Tensor y = Tensor.empty(Layout.channelsLast(shape(inputs)), x.dtype(), on);
        if (y.elements() > 0) {
            on.run(new Poolings.Average(over.windows(), countsPadding, Images.of(x), Images.of(Output.set(y))));
        }
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return new Gradients(dx -> {
            if (dy.elements() > 0) {
                on.run(new Poolings.AverageGradient(over.windows(), countsPadding, Images.of(dy), Images.of(dx)));
            } else {
                LayerOp.zero(on, List.of(dx));
            }
        });
    }
}
