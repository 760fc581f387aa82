package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SamplerTest {

    @Property(tries = 100)
    void everySamplerOfAllSamplesVisitsEachOnce(@ForAll long seed, @ForAll long epoch, @ForAll @IntRange(max = 300) int size) {
        double[] equal = new double[size];
        Arrays.fill(equal, 2);
        List<Sampler> all = List.of(new SequentialSampler(size), new RandomSampler(size),
            new SubsetRandomSampler(LongStream.range(0, size).toArray()), new WeightedRandomSampler(equal, size, false));
        for (Sampler sampler : all) {
            assertThat(visited(sampler.order(seed, epoch)))
                .containsExactlyInAnyOrder(LongStream.range(0, size).boxed().toArray(Long[]::new));
        }
    }

    @Property(tries = 100)
    void aSubsetIsVisitedOnceAndNothingElse(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int size) {
        long[] odd = LongStream.range(0, size).map(n -> 2 * n + 1).toArray();
        assertThat(visited(new SubsetRandomSampler(odd).order(seed, 3)))
            .containsExactlyInAnyOrder(LongStream.of(odd).boxed().toArray(Long[]::new));
    }

    @Test
    void anOrderDependsOnSeedAndEpochAlone() {
        double[] weights = LongStream.range(1, 101).asDoubleStream().toArray();
        for (Sampler sampler : List.of(new RandomSampler(100), new SubsetRandomSampler(LongStream.range(0, 100).toArray()),
            new WeightedRandomSampler(weights, 100, true), new WeightedRandomSampler(weights, 90, false))) {
            Long[] first = visited(sampler.order(1, 1));
            assertThat(visited(sampler.order(1, 1))).isEqualTo(first);
            assertThat(visited(sampler.order(1, 2))).isNotEqualTo(first);
            assertThat(visited(sampler.order(2, 1))).isNotEqualTo(first);
        }
    }

    /// Chi-square of 100,000 draws against its 99.99 % quantile for 3 degrees of freedom.
    @Test
    void drawsWithReplacementAreInProportionToWeights() {
        double[] weights = {1, 0, 2, 3, 0, 4};
        long[] counts = counts(new WeightedRandomSampler(weights, 100_000, true).order(5, 1), weights.length);
        double chiSquare = 0;
        for (int index = 0; index < weights.length; index++) {
            double expected = weights[index] / 10 * 100_000;
            if (expected == 0) {
                assertThat(counts[index]).isZero();
            } else {
                chiSquare += (counts[index] - expected) * (counts[index] - expected) / expected;
            }
        }
        assertThat(chiSquare).isLessThan(21.1);
    }

    /// The first of two draws without replacement has the weights' proportions, over 20,000 epochs.
    @Test
    void drawsWithoutReplacementFavourWeight() {
        WeightedRandomSampler sampler = new WeightedRandomSampler(new double[] {1, 3, 0}, 2, false);
        int heavyFirst = 0;
        for (int epoch = 0; epoch < 20_000; epoch++) {
            Long[] drawn = visited(sampler.order(7, epoch));
            assertThat(drawn).containsExactlyInAnyOrder(0L, 1L);
            heavyFirst += drawn[0] == 1 ? 1 : 0;
        }
        assertThat(heavyFirst / 20_000.0).isBetween(0.735, 0.765);
    }

    @Test
    void weightsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {1, -1}, 1, true))
            .hasMessageContaining("weight -1.0 of sample 1");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {Double.NaN}, 1, true))
            .hasMessageContaining("weight NaN");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {0, 0}, 1, true))
            .hasMessageContaining("from 0 samples");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {1, 0}, 2, false))
            .hasMessageContaining("2 draws without");
    }

    private static Long[] visited(SampleOrder order) {
        return LongStream.range(0, order.size()).map(order::sampleAt).boxed().toArray(Long[]::new);
    }

    private static long[] counts(SampleOrder order, int samples) {
        long[] counts = new long[samples];
        for (long position = 0; position < order.size(); position++) {
            counts[(int) order.sampleAt(position)]++;
        }
        return counts;
    }
}
