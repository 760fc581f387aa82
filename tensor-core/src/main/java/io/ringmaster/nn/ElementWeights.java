package io.ringmaster.nn;

import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Reduction;
import java.util.List;

/// How much each number of a loss counts. The mean is still over all numbers.
///
/// @param given one tensor that repeats over the predictions' shape, or none where all count alike
record ElementWeights(List<Tensor> given) {

    static final ElementWeights EQUAL = new ElementWeights(List.of());

    static ElementWeights of(Tensor weights) {
        return new ElementWeights(List.of(weights));
    }

    boolean areEqual() {
        return given.isEmpty();
    }

    Tensor reduce(Tensor each, Reduction reduction) {
        Tensor weighted = each;
        if (!areEqual()) {
            weighted = each.mul(given.getFirst());
            if (!weighted.shape().equals(each.shape())) {
                throw new ShapeException("weights %s of losses %s; they repeat over the losses' shape",
                    given.getFirst(), each);
            }
        }
        return switch (reduction) {
            case NONE -> weighted;
            case SUM -> weighted.sum();
            case MEAN -> weighted.mean();
        };
    }
}
