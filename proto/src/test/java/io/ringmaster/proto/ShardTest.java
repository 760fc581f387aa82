package io.ringmaster.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardTest {

    /// Sums of doubles depend on their order, unless something fixes it.
    @Property
    void theLossDoesNotDependOnWhoReportsFirst(@ForAll @Size(max = 50) List<Double> sums, @ForAll long seed) {
        List<ShardLoss> losses = new ArrayList<>();
        double expected = 0;
        for (double sum : sums) {
            losses.add(new ShardLoss(losses.size(), sum, 3));
            expected += sum;
        }
        Collections.shuffle(losses, new Random(seed));
        assertThat(ShardLoss.sum(losses)).isEqualTo(expected);
        assertThat(ShardLoss.samples(losses)).isEqualTo(3L * sums.size());
    }

    @Property
    void shardsCutPositionsAsEvenAsItGoes(
        @ForAll @IntRange(min = 1, max = 100) int shards, @ForAll @LongRange(max = 1_000_000) long from,
        @ForAll @IntRange(max = 10_000) int samples) {
        long at = from;
        int most = Integer.MAX_VALUE;
        for (int shard = 0; shard < shards; shard++) {
            ShardSlice slice = ShardSlice.of(shard, shards, from, from + samples);
            assertThat(slice.from()).isEqualTo(at);
            assertThat(slice.samples()).isBetween(samples / shards, samples / shards + 1).isLessThanOrEqualTo(most);
            most = slice.samples();
            at = slice.to();
        }
        assertThat(at).isEqualTo(from + samples);
    }

    @Test
    void impossibleLossesAreRefused() {
        assertThatThrownBy(() -> new ShardLoss(-1, 0, 1)).hasMessageContaining("shard -1");
        assertThatThrownBy(() -> new ShardLoss(0, 0, -1)).hasMessageContaining("-1 samples");
    }
}
