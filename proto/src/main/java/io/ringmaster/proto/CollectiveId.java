package io.ringmaster.proto;

/// Names one all-reduce: no two of a run's life share one.
///
/// @param round  which of the step's exchanges, from 0
/// @param bucket which range of the exchanged buffer, from 0
public record CollectiveId(RunId run, Generation generation, Step step, int round, int bucket) {

    /// More exchanges than any step has; a bound for what comes from the wire.
    public static final int ROUND_LIMIT = 16;

    /// More buckets than any gradient has; a bound for what comes from the wire.
    public static final int BUCKET_LIMIT = 1 << 20;

    public CollectiveId {
        if (round < 0 || round >= ROUND_LIMIT) {
            throw new IllegalArgumentException("round is " + round + "; rounds go from 0 to " + (ROUND_LIMIT - 1));
        }
        if (bucket < 0 || bucket >= BUCKET_LIMIT) {
            throw new IllegalArgumentException("bucket is " + bucket + "; buckets go from 0 to " + (BUCKET_LIMIT - 1));
        }
    }

    @Override
    public String toString() {
        return "run %s, generation %s, step %s, round %d, bucket %d".formatted(run, generation, step, round, bucket);
    }
}
