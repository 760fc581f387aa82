package io.ringmaster.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TotalsTest {

    private static final RunId RUN = new RunId("run");
    private static final Generation GENERATION = new Generation(1);
    private static final Instant NOW = Instant.EPOCH;
    private static final Timings TIMINGS = new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /// What a run reports has the same bits however its shards were divided.
    @Property
    void lossesDoNotDependOnTheWorldSize(
        @ForAll @IntRange(min = 1, max = 40) int shards, @ForAll @IntRange(min = 1, max = 9) int workers, @ForAll long seed) {
        Random random = new Random(seed);
        Totals alone = new Totals();
        Totals together = new Totals();
        for (int step = 1; step <= 3; step++) {
            List<ShardLoss> losses = IntStream.range(0, shards)
                .mapToObj(shard -> new ShardLoss(shard, random.nextDouble() * 100, 1 + random.nextInt(9))).toList();
            assertThat(commit(together, step, losses, workers, random)).isEqualTo(commit(alone, step, losses, 1, random));
            assertThat(evaluate(together, losses, workers, random)).isEqualTo(evaluate(alone, losses, 1, random));
        }
        assertThat(together.trainLoss()).isEqualTo(alone.trainLoss());
    }

    private static double commit(Totals totals, int step, List<ShardLoss> losses, int workers, Random random) {
        List<StepDone> parts = IntStream.range(0, workers).mapToObj(rank -> new StepDone(RUN, GENERATION, new Rank(rank),
            new Step(step), share(losses, workers, rank, random), false, TIMINGS, Traffic.NONE)).toList();
        return totals.commit(GENERATION, 1, parts, NOW).loss();
    }

    private static double evaluate(Totals totals, List<ShardLoss> losses, int workers, Random random) {
        List<Evaluated> parts = IntStream.range(0, workers).mapToObj(rank -> new Evaluated(RUN, GENERATION, new Rank(rank),
            1, share(losses, workers, rank, random), 0, "digest")).toList();
        return totals.evaluate(parts, NOW).evalLoss();
    }

    /// A rank's shards, scattered and in any order.
    private static List<ShardLoss> share(List<ShardLoss> losses, int workers, int rank, Random random) {
        List<ShardLoss> own = new ArrayList<>(losses.stream().filter(loss -> loss.shard() % workers == rank).toList());
        Collections.shuffle(own, random);
        return own;
    }
}
