package io.ringmaster.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.coordinator.observe.RunEvent.EpochEvaluated;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Traffic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TotalsTest {

    private static final RunId RUN = new RunId("run");
    private static final Generation GENERATION = new Generation(1);
    private static final Instant NOW = Instant.EPOCH;

    /// What a run reports has the same bits however its shards were divided.
    @Property
    void lossesDoNotDependOnTheWorldSize(
        @ForAll @IntRange(min = 1, max = 40) int shards, @ForAll @IntRange(min = 1, max = 9) int workers, @ForAll long seed) {
        Random random = new Random(seed);
        Totals alone = new Totals();
        Totals together = new Totals();
        for (int step = 1; step <= 3; step++) {
            List<ShardLoss> losses = IntStream.range(0, shards)
                .mapToObj(shard -> new ShardLoss(shard, random.nextDouble() * 100, random.nextDouble(), 1 + random.nextInt(9))).toList();
            assertThat(commit(together, step, losses, workers, random)).isEqualTo(commit(alone, step, losses, 1, random));
            EpochEvaluated evaluated = evaluate(together, losses, workers, random);
            assertThat(evaluated).isEqualTo(evaluate(alone, losses, 1, random));
            assertThat(evaluated.metrics()).hasSize(1);
        }
        assertThat(together.trainLoss()).isEqualTo(alone.trainLoss());
    }

    private static double commit(Totals totals, int step, List<ShardLoss> losses, int workers, Random random) {
        List<StepDone> parts = IntStream.range(0, workers).mapToObj(rank -> new StepDone(RUN, GENERATION, new Rank(rank),
            new Step(step), share(losses, workers, rank, random), false, Timings.NONE, Traffic.NONE)).toList();
        return totals.commit(GENERATION, 1, parts, NOW).loss();
    }

    private static EpochEvaluated evaluate(Totals totals, List<ShardLoss> losses, int workers, Random random) {
        List<Evaluated> parts = IntStream.range(0, workers).mapToObj(rank -> new Evaluated(RUN, GENERATION, new Rank(rank),
            1, share(losses, workers, rank, random), List.of(metric(share(losses, workers, rank, random))), "digest")).toList();
        return totals.evaluate(parts, NOW);
    }

    private static MetricReport metric(List<ShardLoss> of) {
        return new MetricReport("metric", MetricReport.Form.ROOT,
            of.stream().map(loss -> new MetricReport.Part(loss.shard(), loss.sum(), loss.weight())).toList());
    }

    /// What counts is what a loss is divided by, not how many samples there are.
    @Test
    void aMeanIsOverWhatCounts() {
        Totals totals = new Totals();
        List<ShardLoss> losses = List.of(new ShardLoss(0, 6, 2, 1), new ShardLoss(1, 0, 0, 5), new ShardLoss(2, 2, 2, 1));
        assertThat(commit(totals, 1, losses, 2, new Random(1))).isEqualTo(2);
        assertThat(commit(totals, 2, List.of(new ShardLoss(0, 4, 1, 1)), 1, new Random(1))).isEqualTo(4);
        assertThat(totals.trainLoss()).isEqualTo(12.0 / 5);
        assertThat(evaluate(totals, losses, 3, new Random(1)).evalLoss()).isEqualTo(2);
        assertThat(evaluate(totals, losses, 3, new Random(1)).evalSamples()).isEqualTo(7);
    }

    /// A rank's shards, scattered and in any order.
    private static List<ShardLoss> share(List<ShardLoss> losses, int workers, int rank, Random random) {
        List<ShardLoss> own = new ArrayList<>(losses.stream().filter(loss -> loss.shard() % workers == rank).toList());
        Collections.shuffle(own, random);
        return own;
    }
}
