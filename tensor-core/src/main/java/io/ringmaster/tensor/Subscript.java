package io.ringmaster.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One use of [TensorIndexing#index]: first what views can show, then the tensors that index.
final class Subscript {

    private final Index[] indices;
    private Tensor x;
    private int dim;
    private final List<Integer> indexed = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();

    Subscript(Tensor x, Index... indices) {
        this.x = x;
        this.indices = indices;
    }

    Tensor apply() {
        long open = x.shape().rank() - Arrays.stream(indices).mapToLong(Subscript::dimsTaken).sum();
        long ellipses = Arrays.stream(indices).filter(index -> index == Index.Mark.ELLIPSIS).count();
        if (open < 0 || ellipses > 1) {
            throw new ShapeException("%s indexed by %s; there are as many indices as dims at most, and one ellipsis",
                x.shape(), Arrays.toString(indices));
        }
        for (Index index : indices) {
            step(index, (int) open);
        }
        return tensors.isEmpty() ? x : gathered();
    }

    private static int dimsTaken(Index index) {
        return switch (index) {
            case Index.At _, Index.Range _ -> 1;
            case Index.ByTensor(var tensor) -> tensor.dtype() == DType.BOOL ? tensor.shape().rank() : 1;
            case Index.Mark mark -> mark == Index.Mark.ALL ? 1 : 0;
        };
    }

    private void step(Index index, int open) {
        switch (index) {
            case Index.At(var at) -> x = x.select(dim, at);
            case Index.Range(var from, var to, var step) -> x = x.slice(dim++, from, to, step);
            case Index.ByTensor(var tensor) -> {
                if (tensor.dtype() == DType.BOOL) {
                    mask(tensor);
                } else {
                    tensor(tensor);
                }
            }
            case Index.Mark mark -> {
                switch (mark) {
                    case ALL -> dim++;
                    case NEW_AXIS -> x = x.unsqueeze(dim++);
                    case ELLIPSIS -> dim += open;
                }
            }
        }
    }

    /// A mask without dims takes all that follows, or nothing, as a new dim.
    private void mask(Tensor mask) {
        if (mask.shape().rank() == 0) {
            x = x.unsqueeze(dim);
            mask(mask.view(1));
            return;
        }
        for (int of = 0; of < mask.shape().rank(); of++) {
            if (mask.dim(of) != x.dim(dim + of)) {
                throw new ShapeException("%s indexed at dim %d by a mask of %s; it is as large as the dims it indexes",
                    x.shape(), dim, mask.shape());
            }
        }
        for (Tensor index : mask.nonzero().unbind(1)) {
            tensor(index);
        }
    }

    /// Indices below 0 count from the end. One without dims is a number.
    private void tensor(Tensor index) {
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw new ShapeException("%s indexed by %s; an index is int64, int32 or bool, so convert by to(INT64)",
                x.shape(), index.summary());
        }
        long size = x.dim(dim);
        Tensor wide = index.to(DType.INT64);
        Tensor counted = Tensor.where(wide.lt(0), wide.add(size), wide);
        if (index.shape().rank() == 0) {
            x = x.indexSelect(dim, counted.view(1)).squeeze(dim);
            return;
        }
        tensors.add(counted);
        indexed.add(dim++);
    }

    private Tensor gathered() {
        requireTogether();
        int first = indexed.getFirst();
        boolean adjacent = indexed.getLast() - first == indexed.size() - 1;
        if (!adjacent) {
            x = x.permute(indexedFirst());
            first = 0;
        }
        Tensor index = tensors.size() == 1 ? tensors.getFirst() : combined(first);
        Tensor flat = x.flatten(first, first + tensors.size() - 1);
        Tensor taken = flat.indexSelect(first, index.reshape(-1));
        return taken.unflatten(first, index.shape().dims());
    }

    private void requireTogether() {
        Shape shape = Shape.SCALAR;
        for (Tensor tensor : tensors) {
            shape = Shape.broadcast("indices by tensors", shape, tensor.shape());
        }
    }

    private int[] indexedFirst() {
        List<Integer> order = new ArrayList<>(indexed);
        for (int rest = 0; rest < x.shape().rank(); rest++) {
            if (!indexed.contains(rest)) {
                order.add(rest);
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /// One index into all indexed dims as one; -1 where one of the indices is outside its dim.
    private Tensor combined(int first) {
        Tensor place = tensors.getFirst();
        Tensor outside = outside(place, x.dim(first));
        for (int next = 1; next < tensors.size(); next++) {
            long size = x.dim(first + next);
            Tensor index = tensors.get(next);
            place = place.mul(size).add(index);
            outside = outside.logicalOr(outside(index, size));
        }
        return place.maskedFill(outside, -1);
    }

    private static Tensor outside(Tensor index, long size) {
        return index.lt(0).logicalOr(index.ge(size));
    }

    /// The indices of an element counted row by row.
    static long[] indices(long element, long... dims) {
        long[] indices = new long[dims.length];
        long rest = element;
        for (int at = dims.length - 1; at >= 0; at--) {
            indices[at] = rest % dims[at];
            rest /= dims[at];
        }
        return indices;
    }
}
