package io.ringmaster.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.proto.MetricReport.Form;
import io.ringmaster.proto.MetricReport.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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
        double weight = 0;
        for (double sum : sums) {
            losses.add(new ShardLoss(losses.size(), sum, 1.0 / (1 + losses.size()), 3));
            expected += sum;
            weight += 1.0 / losses.size();
        }
        Collections.shuffle(losses, new Random(seed));
        assertThat(ShardLoss.sum(losses)).isEqualTo(expected);
        assertThat(ShardLoss.weight(losses)).isEqualTo(weight);
        assertThat(ShardLoss.mean(losses)).isEqualTo(Double.valueOf(expected / weight));
        assertThat(ShardLoss.samples(losses)).isEqualTo(3L * sums.size());
    }

    /// The same holds of metrics, whoever reports which shards.
    @Property
    void metricsDoNotDependOnWhoReportsWhat(@ForAll @Size(max = 50) List<Double> sums, @ForAll long seed) {
        List<Part> parts = new ArrayList<>();
        double expected = 0;
        for (double sum : sums) {
            parts.add(new Part(parts.size(), sum, 2));
            expected += sum;
        }
        Collections.shuffle(parts, new Random(seed));
        List<MetricReport> reports = List.of(
            new MetricReport("a", Form.MEAN, parts.subList(0, parts.size() / 3)), new MetricReport("b", Form.MEAN, List.of()),
            new MetricReport("a", Form.MEAN, parts.subList(parts.size() / 3, parts.size())));
        assertThat(MetricReport.values(reports)).containsExactly(
            new MetricValue("a", expected / (2 * sums.size())), new MetricValue("b", Double.NaN));
    }

    @Test
    void aMetricIsAFunctionOfTheMeanOfAllShards() {
        List<Part> parts = List.of(new Part(0, 3, 1), new Part(1, 5, 1));
        assertThat(Stream.of(Form.values()).flatMap(form -> MetricReport.values(List.of(new MetricReport("m", form, parts))).stream())
            .map(MetricValue::value)).containsExactly(4.0, Math.exp(4), 2.0);
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
        assertThatThrownBy(() -> new ShardLoss(-1, 0, 1, 1)).hasMessageContaining("shard -1");
        assertThatThrownBy(() -> new MetricReport("Accuracy", Form.MEAN, List.of())).hasMessageContaining("\"Accuracy\"");
        assertThatThrownBy(() -> new ShardLoss(0, 0, 0, -1)).hasMessageContaining("-1 samples");
    }
}
