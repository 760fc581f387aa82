package io.ringmaster.tensor;

import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.MatMul;

/// Products of vectors and matrices. Transposed views are not copied.
sealed interface TensorProducts permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /// Of two vectors the dot product; of matrices their product, matrix by matrix where there are more dims: dims ahead of
    /// the last two repeat where they have size 1 or are lacking. A vector is a row to the left, a column to the right.
    default Tensor matmul(Tensor other) {
        Tensor a = self();
        if (a.shape().rank() == 0 || other.shape().rank() == 0) {
            throw new ShapeException("matmul of %s and %s; both have 1 dim or more, use mul() for numbers", a, other);
        }
        if (a.dtype() != other.dtype()) {
            DType common = DType.of(a, other);
            return a.to(common).matmul(other.to(common));
        }
        if (a.shape().rank() == 1 || other.shape().rank() == 1) {
            return ofVectors(a, other);
        }
        long inner = a.dim(-1);
        if (other.shape().rank() == 2 && a.shape().rank() > 2 && inner == other.dim(0)) {
            Shape rows = Shape.of(a.elements() / Math.max(1, inner), inner);
            if (inner > 0 && a.layout().view(rows).isPresent()) {
                return a.view(rows.dims()).matmul(other).view(a.shape().with(-1, other.dim(1)).dims());
            }
        }
        return Autograd.apply(new MatMul(), a, other);
    }

    private static Tensor ofVectors(Tensor a, Tensor b) {
        Tensor left = a.shape().rank() == 1 ? a.unsqueeze(0) : a;
        Tensor right = b.shape().rank() == 1 ? b.unsqueeze(1) : b;
        Tensor product = left.matmul(right);
        Tensor rows = b.shape().rank() == 1 ? product.squeeze(-1) : product;
        return a.shape().rank() == 1 ? rows.squeeze(b.shape().rank() == 1 ? -1 : -2) : rows;
    }

    /// The product of two batches of matrices. Shapes: this [B, M, K], other [B, K, N] → [B, M, N].
    default Tensor bmm(Tensor other) {
        if (self().shape().rank() != 3 || other.shape().rank() != 3 || self().dim(0) != other.dim(0)) {
            throw new ShapeException("bmm of %s and %s; they are [B, M, K] and [B, K, N]", self(), other);
        }
        return matmul(other);
    }

    /// The sum of the products of two vectors' elements. Shapes: both [N] → [].
    default Tensor dot(Tensor other) {
        if (self().shape().rank() != 1 || !self().shape().equals(other.shape())) {
            throw new ShapeException("dot of %s and %s; they are vectors of one size", self(), other);
        }
        return matmul(other);
    }

    /// All products of two vectors' elements. Shapes: this [M], other [N] → [M, N].
    default Tensor outer(Tensor other) {
        if (self().shape().rank() != 1 || other.shape().rank() != 1) {
            throw new ShapeException("outer of %s and %s; they are vectors", self(), other);
        }
        return self().unsqueeze(1).mul(other);
    }
}
