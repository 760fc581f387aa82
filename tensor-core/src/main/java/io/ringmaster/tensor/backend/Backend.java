package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/// What a device must be able to do: hold memory and run kernels. Ops check shapes before they call; a kernel writes
/// into memory that its caller gives it and records nothing.
///
/// Inputs may have any strides. The same inputs give the same bits, run after run.
/// Thread: each call is complete when it returns; calls from several threads don't disturb one another.
public interface Backend {

    Device device();

    Allocator allocator();

    /// Whether tensors of this dtype can live here.
    boolean supports(DType dtype);

    /// Whether host code may read and write the device's memory as it is.
    boolean sharesHostMemory();

    /// Sets how many threads the kernels may use that the calling thread starts.
    void useThreads(int threads);

    // Memory

    /// Copies host memory into a contiguous tensor.
    void upload(MemorySegment host, Tensor to);

    /// Copies a contiguous tensor into host memory.
    void download(Tensor from, MemorySegment host);

    void fill(Tensor tensor, double value);

    /// `y = x`, repeated where y's shape is wider. Any dtype, the same on both sides; only floating ones add.
    void copy(Tensor x, Output y);

    // Elements

    void map(Unary function, Tensor x, Output y);

    /// `y = f(a, b)`, either repeated where y's shape is wider.
    void zip(Binary function, Tensor a, Tensor b, Output y);

    void zip(Binary function, Tensor a, double b, Output y);

    /// Kept elements times the mask's scale, 0 elsewhere.
    void dropout(DropoutMask mask, Tensor x, Output y);

    // Reductions

    /// Sums x along the dims that y lacks or has with size 1.
    void sum(Tensor x, Output y);

    /// The first index of the largest value of each row. Shapes: x [B, C] → y [B], int64. NaN counts as largest.
    void argmax(Tensor x, Tensor y);

    // Matrices

    /// `y = a b`. Shapes: a [M, K], b [K, N] → y [M, N].
    void matmul(Tensor a, Tensor b, Output y);

    /// `y = x wᵀ + b`. Shapes: x [B, I], w [O, I], b [O] → y [B, O].
    void linear(Tensor x, Tensor w, Tensor b, Output y);

    // Rows and losses

    /// Over the last dim.
    void logSoftmax(Tensor x, Output y);

    /// `dx = dy - exp(y) sum(dy)`, row by row.
    void logSoftmaxGradient(Tensor y, Tensor dy, Output dx);

    /// The weighted mean of `-x[i, labels[i]]`. Shapes: x [B, C], labels [B], weights [C] → y [].
    void negativeLogLikelihood(Tensor x, Tensor labels, Tensor weights, Output y);

    /// Shapes: labels [B], weights [C], dy [] → dx [B, C].
    void negativeLogLikelihoodGradient(Tensor labels, Tensor weights, Tensor dy, Output dx);

    // Flat buffers

    /// One pass over all parameters. Shapes: all [N], float32, contiguous.
    void sgd(SgdRule rule, Tensor values, Tensor gradients);

    /// As [#sgd(SgdRule, Tensor, Tensor)], with momentum.
    void sgd(SgdRule rule, Tensor values, Tensor gradients, Tensor momentum);

    /// Adds float32 host memory to float32 host memory, element by element. Both are of one length and aligned to
    /// 4 bytes at least, or on the Java heap.
    void accumulate(MemorySegment into, MemorySegment from);

    /// Multiplies float32 host memory in place.
    void scale(MemorySegment values, float factor);

    /// The kernels of sums that have the same bits in any order.
    ExactReduction exactReduction();
}
