package io.ringmaster.optim;

/// Up to the base rate, then far below where it began. PyTorch: `OneCycleLR`, whose `max_lr` is the base rate here, without
/// its cycle of the momentum.
///
/// Source: Smith and Topin 2018.
///
/// @param length       all steps together
/// @param rising       the part of them that goes up
/// @param startDivisor of the base rate, where it begins
/// @param endDivisor   of the rate it began with, where it ends
/// @param threePhases  whether it comes down as it went up, and then goes on below
public record OneCycle(
    long length, double rising, double startDivisor, double endDivisor, Anneal anneal, boolean threePhases)
    implements Schedule {

    public OneCycle {
        if (length < 2) {
            throw new IllegalArgumentException("a cycle of %d steps; it takes 2 or more".formatted(length));
        }
        Hyperparameter.require(rising >= 0 && rising <= 1, "rising part of a cycle", rising, "0 to 1");
        Hyperparameter.positive("divisor of a cycle's start", startDivisor);
        Hyperparameter.positive("divisor of a cycle's end", endDivisor);
    }

    /// In two phases.
    public OneCycle(long length, double rising, double startDivisor, double endDivisor, Anneal anneal) {
        this(length, rising, startDivisor, endDivisor, anneal, false);
    }

    public static OneCycle of(long length) {
        return new OneCycle(length, 0.3, 25, 1e4, Anneal.COSINE);
    }

    public OneCycle rising(double part) {
        return new OneCycle(length, part, startDivisor, endDivisor, anneal, threePhases);
    }

    public OneCycle startDivisor(double divisor) {
        return new OneCycle(length, rising, divisor, endDivisor, anneal, threePhases);
    }

    public OneCycle endDivisor(double divisor) {
        return new OneCycle(length, rising, startDivisor, divisor, anneal, threePhases);
    }

    public OneCycle anneal(Anneal way) {
        return new OneCycle(length, rising, startDivisor, endDivisor, way, threePhases);
    }

    public OneCycle threePhases(boolean wanted) {
        return new OneCycle(length, rising, startDivisor, endDivisor, anneal, wanted);
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
        double foot = threePhases ? 2 * rising * length - 2 : top;
        if (threePhases && now <= foot) {
            return anneal.between(base, start, (now - top) / (foot - top));
        }
        return anneal.between(threePhases ? start : base, start / endDivisor, (now - foot) / (length - 1 - foot));
    }
}
