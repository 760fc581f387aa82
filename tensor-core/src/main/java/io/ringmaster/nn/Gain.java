package io.ringmaster.nn;

/// By how much a nonlinearity's input must be wider so that its output keeps the variance: the `gain` of an
/// [Initializer].
///
/// Source: torch.nn.init.calculate_gain.
public final class Gain {

    public static final double LINEAR = 1;
    public static final double SIGMOID = 1;
    public static final double TANH = 5.0 / 3;
    public static final double RELU = Math.sqrt(2);
    public static final double SELU = 0.75;

    private Gain() {}

    /// @param slope of the negative side
    public static double leakyRelu(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }
}
