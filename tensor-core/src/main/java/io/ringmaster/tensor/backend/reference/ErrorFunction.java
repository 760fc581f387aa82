package io.ringmaster.tensor.backend.reference;

/// The error function, as Java's library lacks it.
final class ErrorFunction {

    /// From here on it is 1 in double.
    private static final double ONE_FROM = 6;

    private ErrorFunction() {}

    /// `2 / sqrt(π) exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!`: all terms have one sign, so none cancels another.
    static double erf(double x) {
        if (Math.abs(x) >= ONE_FROM) {
            return Math.signum(x);
        }
        double sum = 0;
        double term = x;
        for (int n = 0; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
