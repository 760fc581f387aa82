package io.ringmaster.coordinator.plan;

import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.Work.EvaluationPlan;
import io.ringmaster.proto.Work.StepPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Which worker computes which shards: each rank has a run of neighbouring ones.
///
/// @param counts how many shards each rank has, in rank order
public record ShardAssignment(List<Integer> counts) {

    public ShardAssignment {
        counts = List.copyOf(counts);
        if (counts.isEmpty() || counts.stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("shard counts are %s; every rank has 0 or more".formatted(counts));
        }
    }

    /// As even as it goes; the first ranks have one more where it doesn't.
    public static ShardAssignment even(int shards, int members) {
        return new ShardAssignment(IntStream.range(0, members)
            .map(rank -> shards / members + (rank < shards % members ? 1 : 0)).boxed().toList());
    }

    public int shards() {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }

    /// A rank's part of one item. Evaluation samples are divided like shards, in proportion.
    public Work work(Program.Item item, Rank rank, long evalSamples) {
        int first = counts.subList(0, rank.index()).stream().mapToInt(Integer::intValue).sum();
        int end = first + counts.get(rank.index());
        return switch (item) {
            case Program.Item.Train(var step, var epoch, var from, var to) -> {
                List<ShardSlice> slices = new ArrayList<>();
                for (int shard = first; shard < end; shard++) {
                    slices.add(new ShardSlice(shard, from + cut(to - from, shard), from + cut(to - from, shard + 1)));
                }
                yield new StepPlan(step, epoch, Math.toIntExact(to - from), slices);
            }
            case Program.Item.Evaluate(var step, var epoch) ->
                new EvaluationPlan(step, epoch, cut(evalSamples, first), cut(evalSamples, end));
        };
    }

    /// Where shard `shard` begins when `samples` are cut into all shards, as even as it goes.
    private long cut(long samples, int shard) {
        int shards = shards();
        return shard * (samples / shards) + Math.min(shard, samples % shards);
    }
}
