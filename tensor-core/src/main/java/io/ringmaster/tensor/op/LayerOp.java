package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.List;

/// An op of a layer: a few tensors, of which some may be missing, of another dtype, or places that forward fills for
/// backward to read and its caller to keep.
public sealed interface LayerOp extends Op permits
    Convolution,
    TransposedConvolution {

    /// The shape of the result. Throws [io.ringmaster.tensor.ShapeException] where the inputs don't go together.
    Shape shape(List<Tensor> inputs);
}
