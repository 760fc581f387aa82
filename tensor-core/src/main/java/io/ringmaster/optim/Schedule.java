package io.ringmaster.optim;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;

/// The learning rate as it changes over a run: a function of the base rate and of how far the run is, and of nothing
/// else, so that a step that is redone, or done elsewhere, has the same rate.
///
/// ```java
/// Schedule schedule = Schedule.cosine(9_500).afterWarmUp(500);
/// optimizer.step(schedule, step);
/// ```
/// What is counted, steps or epochs, is the caller's choice. Values are those of PyTorch's scheduler of the same name
/// and arguments. Written with [StrictMath], which has the same bits everywhere.
@FunctionalInterface
public interface Schedule {

    /// @param base the rate of a group where nothing else is said
    /// @param at   how far the run is, from 0
    double rate(double base, long at);

    // How they join

    /// This one before `at`, from there on another, which counts from there.
    default Schedule until(long at, Schedule next) {
        requirePositive("a schedule's end", at);
        return (base, now) -> now < at ? rate(base, now) : next.rate(base, now - at);
    }

    /// First up to the base rate in a straight line, from `1 / length` of it, then this, which counts from there.
    default Schedule afterWarmUp(long length) {
        if (length == 0) {
            return this;
        }
        Schedule warmUp = (base, now) -> base * (now + 1) / length;
        return warmUp.until(length, this);
    }

    /// Both at once: what this makes of the base rate is the base of the other.
    default Schedule times(Schedule other) {
        return (base, now) -> other.rate(rate(base, now), now);
    }

    // Those PyTorch has

    /// The base rate, always.
    static Schedule constant() {
        return (base, _) -> base;
    }

    /// Times `factor` before `length`, then the base rate. PyTorch: `ConstantLR`.
    static Schedule constant(double factor, long length) {
        return factor(now -> now < length ? factor : 1);
    }

    /// The base rate times a factor that is computed anew each time. PyTorch: `LambdaLR`.
    static Schedule factor(LongToDoubleFunction factor) {
        return (base, now) -> base * factor.applyAsDouble(now);
    }

    /// Times `gamma` after each `length`. PyTorch: `StepLR`.
    static Schedule step(long length, double gamma) {
        requirePositive("length of a stair", length);
        return factor(now -> power(gamma, now / length));
    }

    /// Times `gamma` at each milestone. PyTorch: `MultiStepLR`.
    static Schedule multiStep(double gamma, long... milestones) {
        long[] sorted = milestones.clone();
        Arrays.sort(sorted);
        return factor(now -> power(gamma, Arrays.stream(sorted).filter(milestone -> milestone <= now).count()));
    }

    /// Times `gamma` each time. PyTorch: `ExponentialLR`.
    static Schedule exponential(double gamma) {
        return factor(now -> power(gamma, now));
    }

    /// From one factor to another in a straight line, then the second. PyTorch: `LinearLR`.
    static Schedule linear(double start, double end, long length) {
        requirePositive("length of a line", length);
        return factor(now -> start + (end - start) * Math.min(now, length) / length);
    }

    /// `(1 - now / length)` to a power, then 0. PyTorch: `PolynomialLR`.
    static Schedule polynomial(double power, long length) {
        requirePositive("length of a polynomial", length);
        return factor(now -> StrictMath.pow(1 - (double) Math.min(now, length) / length, power));
    }

    /// As [#cosine(long, double)], down to 0.
    static Schedule cosine(long length) {
        return cosine(length, 0);
    }

    /// Half a cosine from the base rate down to `least`, at `length`; it would rise again after. PyTorch:
    /// `CosineAnnealingLR`.
    static Schedule cosine(long length, double least) {
        requirePositive("length of a cosine", length);
        return (base, now) -> Anneal.COSINE.between(base, least, (double) now / length);
    }

    /// Half cosines one after another, each from the base rate down to `least` and `growth` times as long as the last.
    /// PyTorch: `CosineAnnealingWarmRestarts`.
    static Schedule cosineWithRestarts(long first, int growth, double least) {
        requirePositive("length of a cosine", first);
        requirePositive("growth of cosines", growth);
        return (base, now) -> {
            long length = first;
            long begin = growth == 1 ? now / first * first : 0;
            while (now - begin >= length) {
                begin += length;
                length *= growth;
            }
            return Anneal.COSINE.between(base, least, (double) (now - begin) / length);
        };
    }

    /// Up and far down again, as [OneCycle] has it by default, with the base rate for its peak.
    static Schedule oneCycle(long length) {
        return OneCycle.of(length);
    }

    private static double power(double gamma, long times) {
        return StrictMath.pow(gamma, (double) times);
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s %d; it is 1 or more".formatted(what, value));
        }
    }
}
