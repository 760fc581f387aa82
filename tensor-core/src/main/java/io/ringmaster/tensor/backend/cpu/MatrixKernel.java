package io.ringmaster.tensor.backend.cpu;

/// The product of two matrices.
sealed interface MatrixKernel permits BlockedLoops {

    /// `c = a b`, or `c = c + a b`. No dim is 0; c is not transposed.
    void multiply(Matrix a, Matrix b, Matrix c, boolean adds, int threads);
}
