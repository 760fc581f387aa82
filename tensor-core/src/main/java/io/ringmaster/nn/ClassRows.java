package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.util.Arrays;

/// Classes' scores as one row for each label: what losses and metrics of classes work on, whatever dims they are given.
///
/// Shapes: scores [C], [B, C] or [B, C, ...] ↔ rows [R, C], labels [], [B] or [B, ...] ↔ [R].
///
/// @param labels the shape of what has one value for each row
public record ClassRows(Tensor rows, Shape labels) {

    /// @param title what messages call the caller
    public static ClassRows of(String title, Tensor scores) {
        int rank = scores.shape().rank();
        if (rank == 0) {
            throw new ShapeException("%s: scores are %s; they must be [C], [B, C] or [B, C, ...]", title, scores);
        }
        if (rank == 2) {
            return new ClassRows(scores, Shape.of(scores.dim(0)));
        }
        Tensor last = scores;
        for (int dim = 1; dim < rank - 1; dim++) {
            last = last.transpose(dim, dim + 1);
        }
        Shape labels = Shape.of(Arrays.copyOf(last.shape().dims(), rank - 1));
        return new ClassRows(last.reshape(labels.elements(), last.dim(-1)), labels);
    }

    public long classes() {
        return rows.dim(1);
    }

    /// Labels as the rows have them. Shapes: [R].
    public Tensor flat(String title, Tensor given) {
        if (!given.shape().equals(labels)) {
            throw new ShapeException("%s: labels are %s; with these scores they must be %s", title, given, labels);
        }
        return given.reshape(labels.elements());
    }
}
