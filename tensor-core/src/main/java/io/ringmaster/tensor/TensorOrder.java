package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.ArgExtreme;
import io.ringmaster.tensor.op.ArgSort;
import io.ringmaster.tensor.op.Extreme;

/// Which elements are largest, smallest, next, and where they are. Dims are counted from the front, or with -1 and below from
/// the back.
sealed interface TensorOrder permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    // Extremes

    /// The largest element; NaN where there is one. Equals share the gradient.
    default Tensor max() {
        requireSome("max", Dims.ALL);
        return Autograd.apply(new Extreme(Extreme.Kind.LARGEST, Dims.ALL, true), self());
    }

    /// The smallest element; NaN where there is one. Equals share the gradient.
    default Tensor min() {
        requireSome("min", Dims.ALL);
        return Autograd.apply(new Extreme(Extreme.Kind.SMALLEST, Dims.ALL, true), self());
    }

    /// The largest along one dim, which goes, and where they are; of equals the first, which gets the gradient.
    default Indexed max(int dim) {
        return max(dim, false);
    }

    /// As [#max(int)]; the dim stays with size 1 where wanted.
    default Indexed max(int dim, boolean keepDim) {
        return extreme(Extreme.Kind.LARGEST, dim, keepDim);
    }

    /// The smallest along one dim, which goes, and where they are; of equals the first, which gets the gradient.
    default Indexed min(int dim) {
        return min(dim, false);
    }

    /// As [#min(int)]; the dim stays with size 1 where wanted.
    default Indexed min(int dim, boolean keepDim) {
        return extreme(Extreme.Kind.SMALLEST, dim, keepDim);
    }

    private Indexed extreme(Extreme.Kind kind, int dim, boolean keepDim) {
        int place = self().shape().place(dim);
        Tensor indices = Autograd.apply(new ArgExtreme(kind, place), self());
        Tensor values = self().gather(place, indices);
        return keepDim ? new Indexed(values, indices) : new Indexed(values.squeeze(place), indices.squeeze(place));
    }

    /// The largest along some dims; NaN where there is one. Equals share the gradient.
    default Tensor amax(int... dims) {
        return amax(Dims.of(dims));
    }

    default Tensor amax(Dims dims) {
        requireSome("max", dims);
        return Autograd.apply(new Extreme(Extreme.Kind.LARGEST, dims, false), self());
    }

    /// The smallest along some dims; NaN where there is one. Equals share the gradient.
    default Tensor amin(int... dims) {
        return amin(Dims.of(dims));
    }

    default Tensor amin(Dims dims) {
        requireSome("min", dims);
        return Autograd.apply(new Extreme(Extreme.Kind.SMALLEST, dims, false), self());
    }

    /// The index of the largest of all elements, counted row by row; the first of equals. int64.
    default Tensor argmax() {
        return self().detach().reshape(-1).argmax(0);
    }

    /// The index of the largest along one dim, which goes; the first of equals. int64.
    default Tensor argmax(int dim) {
        return argmax(dim, false);
    }

    /// As [#argmax(int)]; the dim stays with size 1 where wanted.
    default Tensor argmax(int dim, boolean keepDim) {
        return arg(Extreme.Kind.LARGEST, dim, keepDim);
    }

    /// The index of the smallest of all elements, counted row by row; the first of equals. int64.
    default Tensor argmin() {
        return self().detach().reshape(-1).argmin(0);
    }

    /// The index of the smallest along one dim, which goes; the first of equals. int64.
    default Tensor argmin(int dim) {
        return argmin(dim, false);
    }

    /// As [#argmin(int)]; the dim stays with size 1 where wanted.
    default Tensor argmin(int dim, boolean keepDim) {
        return arg(Extreme.Kind.SMALLEST, dim, keepDim);
    }

    private Tensor arg(Extreme.Kind kind, int dim, boolean keepDim) {
        int place = self().shape().place(dim);
        Tensor index = Autograd.apply(new ArgExtreme(kind, place), self());
        return keepDim ? index : index.squeeze(place);
    }

    // In order

    /// In ascending order along one dim; equals stay in their order, NaN comes last.
    default Indexed sort(int dim) {
        return sort(dim, false);
    }

    /// In order along one dim; equals stay in their order, NaN counts as largest.
    default Indexed sort(int dim, boolean descending) {
        return ranked(dim, descending, self().dim(dim));
    }

    /// The indices by which [#sort(int, boolean)] orders.
    default Tensor argsort(int dim, boolean descending) {
        return Autograd.apply(new ArgSort(self().shape().place(dim), descending, self().dim(dim)), self());
    }

    /// The `count` largest along one dim, the largest first.
    default Indexed topk(long count, int dim) {
        return ranked(dim, true, count);
    }

    /// The `count` largest along one dim, the largest first, or the smallest.
    default Indexed topk(long count, int dim, boolean largest) {
        return ranked(dim, largest, count);
    }

    private Indexed ranked(int dim, boolean descending, long count) {
        int place = self().shape().place(dim);
        Tensor indices = Autograd.apply(new ArgSort(place, descending, count), self());
        return new Indexed(self().gather(place, indices), indices);
    }

    /// The middle of the order of all elements; the lower of two, NaN where there is one. Of equals, one gets the gradient.
    default Tensor median() {
        return self().reshape(-1).median(0).values();
    }

    /// The middle of the order along one dim, which goes, and where it is; the lower of two, NaN where there is one.
    default Indexed median(int dim) {
        return median(dim, false);
    }

    /// As [#median(int)]; the dim stays with size 1 where wanted.
    default Indexed median(int dim, boolean keepDim) {
        int place = self().shape().place(dim);
        if (self().dim(place) == 0) {
            throw new ShapeException("median of %s along dim %d, which is empty; it has at least one element", self(), dim);
        }
        Tensor middle = argsort(place, false).narrow(place, (self().dim(place) - 1) / 2, 1);
        Tensor indices = self().dtype().isFloating()
            ? Tensor.where(self().isNaN().any(Dims.keep(place)), argmax(place, true), middle) : middle;
        Tensor values = self().gather(place, indices);
        return keepDim ? new Indexed(values, indices) : new Indexed(values.squeeze(place), indices.squeeze(place));
    }

    private void requireSome(String what, Dims dims) {
        if (dims.count(self().shape()) == 0 && dims.over(self().shape()).elements() > 0) {
            throw new ShapeException("%s of %s along %s; there is none without elements", what, self(), dims);
        }
    }
}
