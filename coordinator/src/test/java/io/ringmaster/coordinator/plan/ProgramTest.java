package io.ringmaster.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.coordinator.plan.Program.Item;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProgramTest {

    @Test
    void anEpochIsItsStepsAndThenAnEvaluation() {
        Program program = new Program(10, 4, 2, 4);
        assertThat(LongStream.range(0, program.items()).mapToObj(program::at)).containsExactly(
            new Item.Train(new Step(1), 1, 0, 4), new Item.Train(new Step(2), 1, 4, 8), new Item.Train(new Step(3), 1, 8, 10),
            new Item.Evaluate(new Step(3), 1),
            new Item.Train(new Step(4), 2, 0, 4), new Item.Train(new Step(5), 2, 4, 8), new Item.Train(new Step(6), 2, 8, 10),
            new Item.Evaluate(new Step(6), 2));
        assertThat(program.stepAfter(0)).isEqualTo(Step.INITIAL);
        assertThat(program.stepAfter(4)).isEqualTo(new Step(3));
        assertThat(program.stepAfter(5)).isEqualTo(new Step(4));
    }

    @Property
    void itemsAreFoundByStepAndEpoch(
        @ForAll @IntRange(min = 1, max = 60) int samples, @ForAll @IntRange(min = 1, max = 20) int batch,
        @ForAll @IntRange(min = 1, max = 4) int epochs) {
        Program program = new Program(samples, 1, epochs, batch);
        for (long item = 0; item < program.items(); item++) {
            long found = switch (program.at(item)) {
                case Item.Train(var step, _, _, _) -> program.indexOfStep(step);
                case Item.Evaluate(_, var epoch) -> program.indexOfEvaluation(epoch);
            };
            assertThat(found).isEqualTo(item);
        }
    }

    /// Whoever computes them, an epoch's samples are each in exactly one slice, and shards are what they always were.
    @Property
    void everySampleIsInOneSliceAndShardsDoNotDependOnTheWorldSize(
        @ForAll @IntRange(min = 1, max = 200) int samples, @ForAll @IntRange(min = 1, max = 50) int batch,
        @ForAll @IntRange(min = 1, max = 16) int shards, @ForAll @IntRange(min = 1, max = 16) int members) {
        Program program = new Program(samples, 37, 1, batch);
        List<ShardSlice> alone = new ArrayList<>();
        List<ShardSlice> together = new ArrayList<>();
        List<Long> evaluated = new ArrayList<>();
        for (long item = 0; item < program.items(); item++) {
            alone.addAll(slices(ShardAssignment.even(shards, 1), program, item, new Rank(0)));
            for (int rank = 0; rank < members; rank++) {
                ShardAssignment even = ShardAssignment.even(shards, members);
                together.addAll(slices(even, program, item, new Rank(rank)));
                if (even.work(program.at(item), new Rank(rank), 37) instanceof Work.EvaluationPlan plan) {
                    plan.slices().forEach(slice -> LongStream.range(slice.from(), slice.to()).forEach(evaluated::add));
                }
            }
        }
        assertThat(together).isEqualTo(alone);
        assertThat(together.stream().flatMapToLong(slice -> LongStream.range(slice.from(), slice.to())).boxed())
            .isEqualTo(LongStream.range(0, samples).boxed().toList());
        assertThat(evaluated).isEqualTo(LongStream.range(0, 37).boxed().toList());
    }

    private static List<ShardSlice> slices(ShardAssignment shards, Program program, long item, Rank rank) {
        return shards.work(program.at(item), rank, 37) instanceof Work.StepPlan plan ? plan.slices() : List.of();
    }
}
