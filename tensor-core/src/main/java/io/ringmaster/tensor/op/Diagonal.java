package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;

/// The elements at equal indices of two dims, as the last dim.
///
/// @param first  counted from the front
/// @param second counted from the front
/// @param shift  of the second dim's index against the first's
public record Diagonal(int first, int second, long shift) implements ViewOp {

    @Override
    public Layout layout(Layout x) {
        return x.diagonal(first, second, shift);
    }
}
