package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.Contiguous;
import io.ringmaster.tensor.op.Reshape;
import io.ringmaster.tensor.op.Transpose;

/// The same elements seen otherwise.
sealed interface TensorViews permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// The same elements, row by row, in another shape; copied only where they have gaps.
    ///
    /// @param dims one may be -1: whatever is left
    default Tensor reshape(long... dims) {
        return Autograd.apply(new Reshape(Reshape.infer(self().shape(), dims)), contiguous());
    }

    /// The dims from `first` on as one.
    default Tensor flatten(int first) {
        return reshape(Reshape.flat(self().shape(), first));
    }

    /// A view with two dims exchanged.
    default Tensor transpose(int first, int second) {
        return Autograd.apply(new Transpose(first, second), self());
    }

    /// A matrix's transpose, as a view.
    default Tensor t() {
        return transpose(-2, -1);
    }

    /// Itself, or a copy where the elements have gaps.
    default Tensor contiguous() {
        return self().isContiguous() ? self() : Autograd.apply(new Contiguous(), self());
    }
}
