package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.Embedding;
import io.ringmaster.tensor.op.Gather;
import io.ringmaster.tensor.op.Scatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Elements by their index. Dims are counted from the front, or with -1 and below from the back.
sealed interface TensorIndexing permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// What the indices take, dim by dim; dims that come last and have none are taken whole. A view where no index is a
    /// tensor, else a copy; the dims of tensors that index stand where the first of them does, or ahead of all others where
    /// something else lies between.
    default Tensor index(Index... indices) {
        return Scope.composed(() -> new Subscript(self(), indices).apply());
    }

    /// The indices of one dim that a row of int64 or int32 names, in its order. A copy.
    default Tensor indexSelect(int dim, Tensor index) {
        if (index.shape().rank() != 1) {
            throw new ShapeException("index_select by %s; the index is a row", index);
        }
        int place = self().shape().place(dim);
        long[] spread = new long[self().shape().rank()];
        Arrays.fill(spread, 1);
        spread[place] = index.elements();
        Shape result = self().shape().with(place, index.elements());
        return Scope.composed(() ->
            Autograd.apply(new Gather(place), self(), wide(index).view(spread).broadcastTo(result)));
    }

    /// The rows that an index names, whatever its shape. Shapes: this [V, D], index [...] int64 or int32 → [..., D].
    default Tensor embedding(Tensor index) {
        return embedding(index, Embedding.NO_PADDING);
    }

    /// As [#embedding(Tensor)]; one row gets no gradient.
    ///
    /// @param padding that row's index
    default Tensor embedding(Tensor index, long padding) {
        return Autograd.apply(new Embedding(padding), self(), wide(index));
    }

    private static Tensor wide(Tensor index) {
        return index.dtype() == DType.INT32 ? index.to(DType.INT64) : index;
    }

    /// `y[..., i, ...] = this[..., index[..., i, ...], ...]`. The index, int64, is nowhere larger than this but along `dim`.
    default Tensor gather(int dim, Tensor index) {
        int place = self().shape().place(dim);
        return Scope.composed(() -> Autograd.apply(new Gather(place), front(self(), place, index), index));
    }

    /// A copy with `source[..., i, ...]` at `[..., index[..., i, ...], ...]`. The index, int64, is nowhere larger than the
    /// source, nor than this but along `dim`.
    default Tensor scatter(int dim, Tensor index, Tensor source) {
        return scatter(dim, index, source, false);
    }

    /// A copy with a number at `[..., index[..., i, ...], ...]`.
    default Tensor scatter(int dim, Tensor index, double value) {
        return Scope.composed(() -> {
            Tensor number = Tensor.full(value, Shape.SCALAR, self().dtype(), self().device());
            return scatter(dim, index, number.broadcastTo(index.shape()), false);
        });
    }

    /// As [#scatter(int, Tensor, Tensor)], but the source is added to what is there.
    default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
        return scatter(dim, index, source, true);
    }

    private Tensor scatter(int dim, Tensor index, Tensor source, boolean adds) {
        int place = self().shape().place(dim);
        return Scope.composed(() -> {
            Tensor part = front(source, -1, index);
            Tensor into = front(self(), place, index);
            Tensor scattered = Autograd.apply(new Scatter(place, adds), into, part, index);
            return into == self() ? scattered : withFront(self(), scattered);
        });
    }

    /// The first indices of every dim, as many as the index has; all of one dim.
    private static Tensor front(Tensor tensor, int whole, Tensor index) {
        if (tensor.shape().rank() != index.shape().rank()) {
            throw new ShapeException("%s indexed by %s; both have as many dims", tensor, index);
        }
        Tensor front = tensor;
        for (int dim = 0; dim < index.shape().rank(); dim++) {
            if (dim != whole && index.dim(dim) < tensor.dim(dim)) {
                front = front.narrow(dim, 0, index.dim(dim));
            }
        }
        return front;
    }

    /// A tensor with its front, as large as `front`, replaced.
    private static Tensor withFront(Tensor whole, Tensor front) {
        for (int dim = 0; dim < front.shape().rank(); dim++) {
            long size = front.dim(dim);
            if (size < whole.dim(dim)) {
                Tensor rest = whole.narrow(dim, size, whole.dim(dim) - size);
                return Tensor.cat(dim, withFront(whole.narrow(dim, 0, size), front), rest);
            }
        }
        return front;
    }

    /// The elements at which a mask holds, row by row, as a row. Reads the mask at once.
    default Tensor maskedSelect(Tensor mask) {
        return Scope.composed(() -> {
            Shape wide = Shape.broadcast("masked select", self().shape(), mask.shape());
            Tensor places = mask.broadcastTo(wide).reshape(-1).nonzero().view(-1);
            return self().broadcastTo(wide).reshape(-1).indexSelect(0, places);
        });
    }

    /// The indices of the elements that are not 0, row by row, [N, dims]. int64. Reads the elements at once.
    default Tensor nonzero() {
        return Scope.composed(() -> {
            boolean[] holds = self().detach().to(DType.BOOL).toBooleanArray();
            long[] dims = self().shape().dims();
            List<long[]> found = new ArrayList<>();
            for (int i = 0; i < holds.length; i++) {
                if (holds[i]) {
                    found.add(Subscript.indices(i, dims));
                }
            }
            long[] flat = found.stream().flatMapToLong(Arrays::stream).toArray();
            return Tensor.of(flat, Shape.of(found.size(), dims.length), self().device());
        });
    }

    // Rearranged

    /// A copy with the order along some dims turned round.
    default Tensor flip(int... dims) {
        return Scope.composed(() -> {
            Tensor flipped = self();
            for (int dim : dims) {
                long size = self().dim(dim);
                long[] reversed = new long[Math.toIntExact(size)];
                Arrays.setAll(reversed, i -> size - 1 - i);
                flipped = flipped.indexSelect(dim, Tensor.of(reversed, Shape.of(size), self().device()));
            }
            return flipped;
        });
    }

    /// A copy with the indices of one dim moved on by `shift`, the last ones to the front.
    default Tensor roll(long shift, int dim) {
        long size = self().dim(dim);
        long split = size == 0 ? 0 : Math.floorMod(-shift, size);
        return Scope.composed(() ->
            Tensor.cat(dim, self().narrow(dim, split, size - split), self().narrow(dim, 0, split)));
    }

    /// The lower triangle of the last two dims; 0 above.
    default Tensor tril() {
        return tril(0);
    }

    /// As [#tril()], with the diagonal moved to the right.
    default Tensor tril(long diagonal) {
        return Scope.composed(() -> Tensor.where(belowDiagonal(diagonal), self(), zero()));
    }

    /// The upper triangle of the last two dims; 0 below.
    default Tensor triu() {
        return triu(0);
    }

    /// As [#triu()], with the diagonal moved to the right.
    default Tensor triu(long diagonal) {
        return Scope.composed(() -> Tensor.where(belowDiagonal(diagonal - 1), zero(), self()));
    }

    private Tensor zero() {
        return Tensor.full(0, Shape.SCALAR, self().dtype(), self().device());
    }

    /// Where the column is at most so far right of the row.
    private Tensor belowDiagonal(long diagonal) {
        if (self().shape().rank() < 2) {
            throw new ShapeException("a triangle of %s; it takes 2 dims or more", self());
        }
        Tensor rows = Tensor.arange(self().dim(-2), DType.FLOAT32, self().device()).view(-1, 1);
        Tensor columns = Tensor.arange(self().dim(-1), DType.FLOAT32, self().device());
        return columns.sub(rows).le(diagonal);
    }
}
