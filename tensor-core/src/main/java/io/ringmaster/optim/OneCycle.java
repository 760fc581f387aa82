package io.ringmaster.optim;

/// Up to the base rate, then far below where it began. PyTorch: `OneCycleLR` in two phases, whose `max_lr` is the base
/// rate here, without its cycle of the momentum.
///
/// Source: Smith and Topin 2018.
///
/// @param length       all steps together
/// @param rising       the part of them that goes up
/// @param startDivisor of the base rate, where it begins
/// @param endDivisor   of the rate it began with, where it ends
public record OneCycle(long length, double rising, double startDivisor, double endDivisor, Anneal anneal)
    implements Schedule {

    public OneCycle {
        if (length < 2) {
            throw new IllegalArgumentException("a cycle of %d steps; it takes 2 or more".formatted(length));
        }
        Hyperparameter.require(rising >= 0 && rising <= 1, "rising part of a cycle", rising, "0 to 1");
        Hyperparameter.positive("divisor of a cycle's start", startDivisor);
        Hyperparameter.positive("divisor of a cycle's end", endDivisor);
    }

    public static OneCycle of(long length) {
        return new OneCycle(length, 0.3, 25, 1e4, Anneal.COSINE);
    }

    /// After the end it stays there.
    @Override
    public double rate(double base, long at) {
        double now = Math.min(at, length - 1);
        double start = base / startDivisor;
        double top = rising * length - 1;
        if (now <= top && top > 0) {
            return anneal.between(start, base, now / top);
        }
        return anneal.between(base, start / endDivisor, (now - top) / (length - 1 - top));
    }
}
