package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;

/// The dims in another order.
///
/// @param order for each new dim which of the old ones it is, counted from the front, or with -1 and below from the back
public record Permute(List<Integer> order) implements ViewOp {

    public static Permute of(int... order) {
        return new Permute(Arrays.stream(order).boxed().toList());
    }

    @Override
    public Layout layout(Layout x) {
        int rank = x.shape().rank();
        int[] dims = new int[order.size()];
        boolean[] named = new boolean[rank];
        for (int dim = 0; dim < dims.length; dim++) {
            dims[dim] = x.shape().place(order.get(dim));
            if (named[dims[dim]]) {
                throw new ShapeException("permute of %s to %s; each dim is named once", x.shape(), order);
            }
            named[dims[dim]] = true;
        }
        if (dims.length != rank) {
            throw new ShapeException("permute of %s to %s; all %d dims are named", x.shape(), order, rank);
        }
        return x.permute(dims);
    }
}
