package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;

/// Every `step`-th index of one dim, `count` of them from `first` on.
///
/// @param dim counted from the front
public record Slice(int dim, long first, long count, long step) implements ViewOp {

    @Override
    public Layout layout(Layout x) {
        return x.slice(dim, first, count, step);
    }
}
