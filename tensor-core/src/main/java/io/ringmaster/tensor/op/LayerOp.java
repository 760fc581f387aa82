package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;

/// An op of a layer: a few tensors, of which some may be missing, of another dtype, or places that forward fills for
/// backward to read and its caller to keep.
public sealed interface LayerOp extends Op permits
    AdaptiveAveragePool,
    Attention,
    AveragePool,
    BatchNorm,
    Convolution,
    CrossEntropy,
    Embedding,
    LayerNorm,
    MaxPool,
    RmsNorm,
    SelfAttention,
    TransposedConvolution {

    /// The shape of the result. Throws [io.ringmaster.tensor.ShapeException] where the inputs don't go together.
    Shape shape(List<Tensor> inputs);

    /// What gradients are where there is nothing to compute them from.
    static void zero(Backend on, List<Output> to) {
        for (Output output : to) {
            if (!output.adds()) {
                on.run(new Elements.Fill(0, output));
            }
        }
    }
}
