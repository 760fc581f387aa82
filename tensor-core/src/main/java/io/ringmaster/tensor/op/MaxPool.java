package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Poolings;
import java.util.List;

/// The largest element of each window. The result's channels lie next to each other.
///
/// Shapes: x [B, C, H, W] → y [B, C, H', W']; or signals of one dim, [B, C, L] → [B, C, L'], whose windows have height 1.
/// The second input is a place like y, of [#places], in channels-last layout: forward writes there where the largest were.
public record MaxPool(PoolWindows over) implements LayerOp {

    private static final int MOST_IN_A_BYTE = 255;

    @Override
    public Shape shape(List<Tensor> inputs) {
        return over.results("max pool", inputs.getFirst().shape());
    }

    /// The dtype of the places that forward fills.
    public DType places() {
        return over.windows().size() <= MOST_IN_A_BYTE ? DType.UINT8 : DType.INT32;
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        requireFloating(List.of(x));
        Tensor y = Tensor.empty(Layout.channelsLast(shape(inputs)), x.dtype(), on);
        if (y.elements() > 0) {
            on.run(new Poolings.Max(over.windows(), Images.of(x), Images.of(Output.set(y)),
                Images.of(Output.set(inputs.get(1)))));
        }
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return new Gradients(dx -> {
            if (dy.elements() > 0) {
                on.run(new Poolings.MaxGradient(
                    over.windows(), Images.of(inputs.get(1)), Images.of(dy), Images.of(dx)));
            } else {
                LayerOp.zero(on, List.of(dx));
            }
        });
    }
}
