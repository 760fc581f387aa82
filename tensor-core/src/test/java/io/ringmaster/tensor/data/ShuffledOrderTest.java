package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShuffledOrderTest {

    /// Computed by a second implementation, in Python. A change here changes what every seed trains.
    @Test
    void neverChangesForASeed() {
        assertThat(first(8, new ShuffledOrder(42, 3, 1000))).containsExactly(693, 171, 59, 209, 260, 490, 773, 690);
        assertThat(first(10, new ShuffledOrder(7, 0, 10))).containsExactly(7, 8, 6, 0, 2, 1, 3, 5, 4, 9);
        assertThat(first(4, new ShuffledOrder(1, 2, 1_000_000_000)))
            .containsExactly(680216402, 193646218, 643248868, 329133354);
    }

    @Test
    void visitsEachSampleOnceForEverySizeTo5000() {
        for (int size = 0; size <= 5000; size++) {
            assertThat(visited(new ShuffledOrder(3, size, size)).cardinality()).isEqualTo(size);
        }
    }

    @Property(tries = 50)
    void visitsEachSampleOnce(@ForAll long seed, @ForAll long epoch, @ForAll @IntRange(max = 5000) int size) {
        assertThat(visited(new ShuffledOrder(seed, epoch, size)).cardinality()).isEqualTo(size);
    }

    /// Where all positions are too many, a run of them has no repeats and stays inside.
    @Property(tries = 50)
    void neverRepeatsInLargeSets(@ForAll long seed, @ForAll @LongRange(min = 100_000, max = 1_000_000_000) long size) {
        ShuffledOrder order = new ShuffledOrder(seed, 1, size);
        assertThat(LongStream.range(size - 2000, size).map(order::sampleAt))
                .doesNotHaveDuplicates()
                .allMatch(index -> index >= 0 && index < size);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 30, (1L << 30) + 1, 1L << 40, (1L << 61) + 12345, 1L << 62})
    void reachesSizesBeyondAnInt(long size) {
        ShuffledOrder order = new ShuffledOrder(9, 9, size);
        assertThat(LongStream.range(size - 2000, size).map(order::sampleAt))
                .doesNotHaveDuplicates()
                .allMatch(index -> index >= 0 && index < size);
    }

    @Test
    void differsBetweenEpochsAndSeeds() {
        long[] order = first(100, new ShuffledOrder(1, 0, 100));
        assertThat(first(100, new ShuffledOrder(1, 1, 100))).isNotEqualTo(order);
        assertThat(first(100, new ShuffledOrder(2, 0, 100))).isNotEqualTo(order);
        assertThat(first(100, new ShuffledOrder(1, 1L << 32, 100))).isNotEqualTo(order);
    }

    /// Chi-square of where samples go over 10,000 epochs, against its 99.99 % quantile for 9 degrees of freedom.
    @ParameterizedTest
    @ValueSource(longs = {0, 4, 9})
    void sendsEachPositionAnywhereEquallyOften(long position) {
        int[] counts = new int[10];
        for (int epoch = 0; epoch < 10_000; epoch++) {
            counts[(int) new ShuffledOrder(11, epoch, 10).sampleAt(position)]++;
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - 1000.0) * (count - 1000.0) / 1000;
        }
        assertThat(chiSquare).isLessThan(33.7);
    }

    @Test
    void rejectsPositionsAndSizesOutside() {
        assertThatThrownBy(() -> new ShuffledOrder(1, 1, 5).sampleAt(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ShuffledOrder(1, 1, 5).sampleAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ShuffledOrder(1, 1, 0).sampleAt(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ShuffledOrder(1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SampleOrder.sequential(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long[] first(int count, SampleOrder order) {
        return LongStream.range(0, count).map(order::sampleAt).toArray();
    }

    private static BitSet visited(SampleOrder order) {
        BitSet visited = new BitSet();
        for (long position = 0; position < order.size(); position++) {
            visited.set(Math.toIntExact(order.sampleAt(position)));
        }
        assertThat(visited.length()).isLessThanOrEqualTo((int) order.size());
        return visited;
    }
}
