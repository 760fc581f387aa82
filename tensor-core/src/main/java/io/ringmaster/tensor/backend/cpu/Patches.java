package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Windows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What the windows over one image see of one group of channels, as rows of a matrix: a patch is a row, its elements in
/// the order of weights, padding is 0.
///
/// @param x       channels-last [B, C, H, W]
/// @param windows the last two dims of the result, how many windows there are
/// @param matrix  [windows, channels of a group times a window's size]
record Patches(Windows over, Tensor x, Shape windows, Matrix matrix) {

    private static final long OUTSIDE = -1;

    /// One element of the matrix and its place in x.
    private interface Visitor {

        void visit(long at, long place);
    }

    void gather(long image, long group) {
        MemorySegment from = x.memory();
        forEach(image, group, (at, place) -> matrix.memory().setAtIndex(ValueLayout.JAVA_FLOAT, at,
            place == OUTSIDE ? 0 : Scratch.at(from, place)));
    }

    /// Adds every element to where it comes from.
    void scatter(long image, long group) {
        MemorySegment to = x.memory();
        forEach(image, group, (at, place) -> {
            if (place != OUTSIDE) {
                Scratch.put(to, true, place, Scratch.at(matrix.memory(), at));
            }
        });
    }

    private void forEach(long image, long group, Visitor visitor) {
        long channels = matrix.columns() / over.size();
        for (long at = 0; at < matrix.rows() * matrix.columns(); at++) {
            long window = at / matrix.columns();
            long tap = at % over.size();
            long row = over.height().place(window / windows.dim(-1), tap / over.width().size());
            long column = over.width().place(window % windows.dim(-1), tap % over.width().size());
            long channel = group * channels + at % matrix.columns() / over.size();
            boolean inside = row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3);
            visitor.visit(at, inside ? ((image * x.dim(2) + row) * x.dim(3) + column) * x.dim(1) + channel : OUTSIDE);
        }
    }
}
