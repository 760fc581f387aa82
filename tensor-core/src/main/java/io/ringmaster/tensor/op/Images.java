package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;

/// Signals as images of height 1, so that what works on images works on them. Images stay as they are.
///
/// Shapes: [B, C, L] → [B, C, 1, L].
final class Images {

    private Images() {}

    static Tensor of(Tensor tensor) {
        return tensor.shape().rank() == 3 ? tensor.viewAs(of(tensor.layout())) : tensor;
    }

    static Output of(Output output) {
        return new Output(of(output.tensor()), output.adds());
    }

    private static Layout of(Layout signals) {
        Shape shape = signals.shape();
        long[] strides = {
            signals.stride(0), signals.stride(1), shape.dim(2) * signals.stride(2), signals.stride(2)};
        return Layout.strided(
            Shape.of(shape.dim(0), shape.dim(1), 1, shape.dim(2)), strides, signals.offset());
    }
}
