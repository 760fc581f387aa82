package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.util.List;

/// How much each class counts.
///
/// @param given one tensor [C], or none where all count alike
record ClassWeights(List<Tensor> given) {

    static final ClassWeights EQUAL = new ClassWeights(List.of());

    static ClassWeights of(Tensor weights) {
        if (weights.shape().rank() != 1) {
            throw new ShapeException("class weights are %s; they must be [C], one for each class", weights);
        }
        return new ClassWeights(List.of(weights));
    }

    boolean areEqual() {
        return given.isEmpty();
    }

    /// Shapes: → [C], or [] where all count alike.
    Tensor like(Tensor rows) {
        return given.isEmpty() ? Tensor.ones(Shape.SCALAR, rows.dtype(), rows.device()) : given.getFirst();
    }
}
