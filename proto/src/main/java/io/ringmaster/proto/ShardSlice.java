package io.ringmaster.proto;

/// The samples of one shard of one step, as positions in the epoch's order; or of one evaluation, as their numbers.
///
/// @param shard 0 to the job's number of shards - 1
/// @param from  the first position
/// @param to    one past the last position
public record ShardSlice(int shard, long from, long to) {

    public ShardSlice {
        if (shard < 0 || from < 0 || to < from || to - from > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                "shard %d takes positions %d to %d; a shard's number and positions are 0 or more, in order and at most %d samples apart"
                    .formatted(shard, from, to, Integer.MAX_VALUE));
        }
    }

    /// A shard's part where the positions `from` to `to` - 1 are cut into so many shards, as even as it goes; the first
    /// ones have one more where it doesn't.
    public static ShardSlice of(int shard, int shards, long from, long to) {
        return new ShardSlice(shard, from + cut(to - from, shard, shards), from + cut(to - from, shard + 1, shards));
    }

    private static long cut(long samples, int shard, int shards) {
        return shard * (samples / shards) + Math.min(shard, samples % shards);
    }

    public int samples() {
        return (int) (to - from);
    }
}
