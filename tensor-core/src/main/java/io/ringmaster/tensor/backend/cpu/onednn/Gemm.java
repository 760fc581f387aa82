package io.ringmaster.tensor.backend.cpu.onednn;

/// The form of one product of row-major matrices, `c = a b` with a [M, K] and b [K, N], either stored transposed.
///
/// @param leadingA elements from one stored row of a to the next; so for b and c
public record Gemm(
    boolean transposesA, boolean transposesB, long m, long n, long k, long leadingA, long leadingB, long leadingC) {

    private static final byte PLAIN = 'N';
    private static final byte TRANSPOSED = 'T';

    byte orderA() {
        return transposesA ? TRANSPOSED : PLAIN;
    }

    byte orderB() {
        return transposesB ? TRANSPOSED : PLAIN;
    }
}
