package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.function.UnaryOperator;

/// Single samples, which layers of images and signals take as well as batches.
final class Samples {

    private Samples() {}

    /// What a layer makes of x: as it is, or where it lacks the batch's dim, as a batch of one.
    ///
    /// @param rank of a batch
    static Tensor batched(Tensor x, int rank, UnaryOperator<Tensor> layer) {
        return x.shape().rank() == rank - 1 ? layer.apply(x.unsqueeze(0)).squeeze(0) : layer.apply(x);
    }
}
