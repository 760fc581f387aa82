package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.Contiguous;
import io.ringmaster.tensor.op.Diagonal;
import io.ringmaster.tensor.op.Expand;
import io.ringmaster.tensor.op.Permute;
import io.ringmaster.tensor.op.Slice;
import io.ringmaster.tensor.op.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The same elements seen otherwise. A view shares memory with what it is a view of; nothing is copied where not said. Dims
/// are counted from the front, or with -1 and below from the back.
sealed interface TensorViews permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// A view with the same elements, row by row, in another shape. Throws [ShapeException] where strides can't show that.
    ///
    /// @param dims one may be -1: whatever is left
    default Tensor view(long... dims) {
        Shape shape = View.infer(self().shape(), dims);
        return shape.equals(self().shape()) ? self() : Autograd.apply(new View(shape), self());
    }

    /// The same elements, row by row, in another shape; copied only where no view shows that.
    ///
    /// @param dims one may be -1: whatever is left
    default Tensor reshape(long... dims) {
        Shape shape = View.infer(self().shape(), dims);
        if (shape.elements() != self().elements() || self().layout().view(shape).isPresent()) {
            return view(shape.dims());
        }
        return Scope.composed(() -> contiguous().view(shape.dims()));
    }

    /// All dims as one; copied only where no view shows that.
    default Tensor flatten() {
        return reshape(-1);
    }

    /// The dims from `first` on as one; copied only where no view shows that.
    default Tensor flatten(int first) {
        return flatten(first, -1);
    }

    /// The dims from `first` to `last` as one; copied only where no view shows that.
    default Tensor flatten(int first, int last) {
        Shape shape = self().shape();
        if (shape.rank() == 0) {
            return reshape(1);
        }
        int from = shape.place(first);
        int to = shape.place(last);
        if (from > to) {
            throw new ShapeException("flatten of %s from dim %d to dim %d; the first comes first", shape, from, to);
        }
        long[] dims = new long[shape.rank() - (to - from)];
        Arrays.fill(dims, 1);
        for (int dim = 0; dim < shape.rank(); dim++) {
            dims[dim <= from ? dim : Math.max(from, dim - (to - from))] *= shape.dim(dim);
        }
        return reshape(dims);
    }

    /// A view with one dim as several.
    ///
    /// @param sizes one may be -1: whatever is left
    default Tensor unflatten(int dim, long... sizes) {
        int place = self().shape().place(dim);
        long[] inner = View.infer(Shape.of(self().dim(place)), sizes).dims();
        long[] outer = self().shape().dims();
        long[] dims = new long[outer.length - 1 + inner.length];
        System.arraycopy(outer, 0, dims, 0, place);
        System.arraycopy(inner, 0, dims, place, inner.length);
        System.arraycopy(outer, place + 1, dims, place + inner.length, outer.length - place - 1);
        return view(dims);
    }

    /// A view with two dims exchanged.
    default Tensor transpose(int first, int second) {
        int[] order = new int[self().shape().rank()];
        Arrays.setAll(order, dim -> dim);
        order[self().shape().place(first)] = self().shape().place(second);
        order[self().shape().place(second)] = self().shape().place(first);
        return permute(order);
    }

    /// A view with the last two dims exchanged: a matrix's transpose. Where there are fewer, this.
    default Tensor t() {
        return self().shape().rank() < 2 ? self() : transpose(-2, -1);
    }

    /// A view with the dims in another order.
    ///
    /// @param order for each new dim which of the old ones it is
    default Tensor permute(int... order) {
        return Autograd.apply(Permute.of(order), self());
    }

    /// A view without the dims of size 1.
    default Tensor squeeze() {
        return view(Arrays.stream(self().shape().dims()).filter(size -> size != 1).toArray());
    }

    /// A view without that dim where its size is 1; else this.
    default Tensor squeeze(int dim) {
        return self().dim(dim) == 1 ? view(self().shape().without(dim).dims()) : self();
    }

    /// A view with one more dim, of size 1.
    ///
    /// @param dim its place in the result
    default Tensor unsqueeze(int dim) {
        long[] old = self().shape().dims();
        int place = dim < 0 ? dim + old.length + 1 : dim;
        if (place < 0 || place > old.length) {
            throw new ShapeException("unsqueeze of %s at dim %d; it is %d to %d", self().shape(), dim, -old.length - 1, old.length);
        }
        long[] dims = new long[old.length + 1];
        System.arraycopy(old, 0, dims, 0, place);
        dims[place] = 1;
        System.arraycopy(old, place, dims, place + 1, old.length - place);
        return view(dims);
    }

    /// A view in which dims of size 1 repeat, and new dims ahead.
    ///
    /// @param dims -1 keeps a size
    default Tensor expand(long... dims) {
        long[] sizes = dims.clone();
        int ahead = sizes.length - self().shape().rank();
        for (int dim = 0; dim < sizes.length; dim++) {
            sizes[dim] = sizes[dim] == -1 && dim >= ahead ? self().dim(dim - ahead) : sizes[dim];
        }
        return broadcastTo(Shape.of(sizes));
    }

    /// A view that repeats to fill a shape.
    default Tensor broadcastTo(Shape shape) {
        return shape.equals(self().shape()) ? self() : Autograd.apply(new Expand(shape), self());
    }

    // Parts

    /// A view of `length` indices of one dim from `start` on.
    default Tensor narrow(int dim, long start, long length) {
        int place = self().shape().place(dim);
        long size = self().dim(place);
        long first = start < 0 ? start + size : start;
        if (first < 0 || length < 0 || first > size - length) {
            throw new ShapeException("narrow of %s to %d of dim %d from %d on; that is within %d",
                self().shape(), length, place, start, size);
        }
        return Autograd.apply(new Slice(place, first, length, 1), self());
    }

    /// A view of the indices `from` to `to` of one dim, without `to`. Below 0 they count from the end; beyond an end they stop
    /// there.
    default Tensor slice(int dim, long from, long to) {
        return slice(dim, from, to, 1);
    }

    /// As [#slice(int, long, long)], of every `step`-th index.
    ///
    /// @param step 1 or more; `flip` turns a dim round
    default Tensor slice(int dim, long from, long to, long step) {
        int place = self().shape().place(dim);
        if (step < 1) {
            throw new ShapeException("slice of %s in steps of %d; steps are 1 or more, and flip() turns a dim round",
                self().shape(), step);
        }
        long size = self().dim(place);
        long first = Math.clamp(from < 0 ? from + size : from, 0, size);
        long end = Math.clamp(to < 0 ? to + size : to, first, size);
        return Autograd.apply(new Slice(place, first, Math.ceilDiv(end - first, step), step), self());
    }

    /// A view of one index of a dim, which goes.
    ///
    /// @param index below 0 it counts from the end
    default Tensor select(int dim, long index) {
        int place = self().shape().place(dim);
        long size = self().dim(place);
        long at = index < 0 ? index + size : index;
        if (at < 0 || at >= size) {
            throw new ShapeException("index %d in dim %d of %s; it is %d to %d", index, place, self().shape(), -size, size - 1);
        }
        return narrow(place, at, 1).squeeze(place);
    }

    /// `count` views along one dim, of equal sizes but for the last; fewer where the size is small.
    default Tensor[] chunk(int count, int dim) {
        if (count < 1) {
            throw new ShapeException("%s in %d chunks; they are 1 or more", self().shape(), count);
        }
        return self().dim(dim) == 0
            ? split(new long[count], dim) : split(Math.ceilDiv(self().dim(dim), count), dim);
    }

    /// Views of `size` indices each along one dim; the last has what is left.
    default Tensor[] split(long size, int dim) {
        if (size < 1) {
            throw new ShapeException("%s split into parts of %d; their size is 1 or more", self().shape(), size);
        }
        long all = self().dim(dim);
        List<Tensor> parts = new ArrayList<>();
        for (long from = 0; from < all || parts.isEmpty(); from += size) {
            parts.add(narrow(dim, from, Math.min(size, all - from)));
        }
        return parts.toArray(Tensor[]::new);
    }

    /// Views of these sizes along one dim, which add up to its size.
    default Tensor[] split(long[] sizes, int dim) {
        if (Arrays.stream(sizes).sum() != self().dim(dim)) {
            throw new ShapeException("dim %d of %s split into %s; the parts add up to its size",
                dim, self().shape(), Arrays.toString(sizes));
        }
        Tensor[] parts = new Tensor[sizes.length];
        long from = 0;
        for (int part = 0; part < parts.length; part++) {
            parts[part] = narrow(dim, from, sizes[part]);
            from += sizes[part];
        }
        return parts;
    }

    /// A view of each index of a dim, which goes.
    default Tensor[] unbind(int dim) {
        Tensor[] parts = new Tensor[Math.toIntExact(self().dim(dim))];
        Arrays.setAll(parts, index -> select(dim, index));
        return parts;
    }

    /// A view of the last two dims' diagonal.
    default Tensor diagonal() {
        return diagonal(-2, -1, 0);
    }

    /// A view of the elements at equal indices of two dims, as the last dim.
    ///
    /// @param shift of the second dim's index against the first's
    default Tensor diagonal(int first, int second, long shift) {
        int one = self().shape().place(first);
        int other = self().shape().place(second);
        if (one == other) {
            throw new ShapeException("diagonal of %s along dims %d and %d; they differ", self().shape(), first, second);
        }
        return Autograd.apply(new Diagonal(one, other, shift), self());
    }

    // Copies

    /// Itself, or a copy where the elements have gaps or another order.
    default Tensor contiguous() {
        return self().isContiguous() ? self() : copy();
    }

    /// A copy without gaps, row by row.
    default Tensor copy() {
        return Autograd.apply(new Contiguous(), self());
    }

    /// A copy that repeats everything so many times along each dim, and along new dims ahead.
    default Tensor repeat(long... times) {
        int ahead = times.length - self().shape().rank();
        if (ahead < 0) {
            throw new ShapeException("repeat of %s by %s; each dim has its number", self().shape(), Arrays.toString(times));
        }
        long[] spread = new long[2 * times.length];
        long[] repeated = new long[2 * times.length];
        long[] result = new long[times.length];
        for (int dim = 0; dim < times.length; dim++) {
            long size = dim < ahead ? 1 : self().dim(dim - ahead);
            spread[2 * dim] = 1;
            spread[2 * dim + 1] = size;
            repeated[2 * dim] = times[dim];
            repeated[2 * dim + 1] = size;
            result[dim] = times[dim] * size;
        }
        return Scope.composed(() -> view(spread).expand(repeated).copy().view(result));
    }

    /// A copy that repeats each index of one dim so many times.
    default Tensor repeatInterleave(long times, int dim) {
        int place = self().shape().place(dim);
        long[] repeated = unsqueezed(place + 1, times);
        Shape result = self().shape().with(place, self().dim(place) * times);
        return Scope.composed(() -> unsqueeze(place + 1).expand(repeated).copy().view(result.dims()));
    }

    private long[] unsqueezed(int place, long size) {
        long[] old = self().shape().dims();
        long[] dims = Arrays.copyOf(old, old.length + 1);
        System.arraycopy(old, place, dims, place + 1, old.length - place);
        dims[place] = size;
        return dims;
    }
}
