package io.ringmaster.tensor.data;

import io.ringmaster.tensor.random.RandomStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Samples drawn in proportion to their weights, anew in every epoch, for classes that are rare.
public final class WeightedRandomSampler implements Sampler {

    /// Where in the program the draws take their randomness; see [RandomStream#site()].
    private static final int SITE = 0x57454947;

    private final double[] weights;
    private final int draws;
    private final boolean replacement;

    /// The sums of the weights up to and with each.
    private final double[] sums;

    /// Throws [IllegalArgumentException] where a weight is negative or none is above 0, or where more draws than
    /// weights above 0 are wanted without replacement.
    ///
    /// @param weights     one for each sample, of any sum
    /// @param draws       how many samples an epoch visits
    /// @param replacement whether a sample may be drawn more than once
    public WeightedRandomSampler(double[] weights, int draws, boolean replacement) {
        this.weights = weights.clone();
        this.draws = draws;
        this.replacement = replacement;
        sums = new double[weights.length];
        double sum = 0;
        for (int index = 0; index < weights.length; index++) {
            sum += weights[index];
            sums[index] = sum;
        }
        requireSensible();
    }

    private void requireSensible() {
        for (int index = 0; index < weights.length; index++) {
            if (!(weights[index] >= 0) || weights[index] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                    "weight " + weights[index] + " of sample " + index + "; weights are finite numbers of 0 or more");
            }
        }
        long drawable = Arrays.stream(weights).filter(weight -> weight > 0).count();
        if (draws < 0 || (draws > 0 && drawable == 0) || (!replacement && draws > drawable)) {
            throw new IllegalArgumentException(draws + " draws " + (replacement ? "with" : "without") + " replacement from "
                + drawable + " samples with a weight above 0; draw fewer, or weight more samples");
        }
    }

    @Override
    public SampleOrder order(long seed, long epoch) {
        if (replacement) {
            RandomStream stream = new RandomStream(seed, epoch, 0, SITE);
            return SampleOrder.of(draws, position -> withReplacement(stream, (int) position));
        }
        long[] drawn = withoutReplacement(new RandomStream(seed, epoch, 1, SITE));
        return SampleOrder.of(draws, position -> drawn[(int) position]);
    }

    /// The first sample whose sum is above a number drawn below the whole sum: never one of weight 0.
    private long withReplacement(RandomStream stream, int position) {
        double whole = sums[sums.length - 1];
        double drawn = Math.min(stream.below(position, 1L << 53) * 0x1p-53 * whole, Math.nextDown(whole));
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] > drawn) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// The samples with the smallest `-log(u) / weight`, u uniform.
    ///
    /// Source: Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir".
    private long[] withoutReplacement(RandomStream stream) {
        double[] keys = IntStream.range(0, weights.length).mapToDouble(index -> key(stream, index)).toArray();
        return IntStream.range(0, weights.length).filter(index -> weights[index] > 0).boxed()
            .sorted(Comparator.<Integer>comparingDouble(index -> keys[index]).thenComparing(index -> index))
            .limit(draws).mapToLong(Integer::longValue).toArray();
    }

    private double key(RandomStream stream, int index) {
        double inUnit = (stream.below(index, 1L << 53) + 1) * 0x1p-53;   // in (0, 1], so that its logarithm is finite
        return -StrictMath.log(inUnit) / weights[index];
    }
}
