package io.ringmaster.coordinator.plan;

import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.Work.EvaluationPlan;
import io.ringmaster.proto.Work.StepPlan;
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

    /// A rank's part of one item. Evaluation samples are cut into shards like a step's.
    public Work work(Program.Item item, Rank rank, long evalSamples) {
        int first = counts.subList(0, rank.index()).stream().mapToInt(Integer::intValue).sum();
        int end = first + counts.get(rank.index());
        return switch (item) {
            case Program.Item.Train(var step, var epoch, var from, var to) ->
                new StepPlan(step, epoch, Math.toIntExact(to - from), slices(first, end, from, to));
            case Program.Item.Evaluate(var step, var epoch) ->
                new EvaluationPlan(step, epoch, slices(first, end, 0, evalSamples));
        };
    }

    private List<ShardSlice> slices(int first, int end, long from, long to) {
        int shards = shards();
        return IntStream.range(first, end).mapToObj(shard -> ShardSlice.of(shard, shards, from, to)).toList();
    }
}
