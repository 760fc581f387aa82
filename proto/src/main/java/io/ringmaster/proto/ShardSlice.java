package io.ringmaster.proto;

/// The samples of one shard of one step, as positions in the epoch's order.
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

    public int samples() {
        return (int) (to - from);
    }
}
