package io.ringmaster.proto;

/// Names one all-reduce: no two of a run's life share one.
///
/// @param bucket which range of the gradient buffer, from 0
public record CollectiveId(RunId run, Generation generation, Step step, int bucket) {

    /// More buckets than any gradient has; a bound for what comes from the wire.
    public static final int BUCKET_LIMIT = 1 << 20;

    public CollectiveId {
        if (bucket < 0 || bucket >= BUCKET_LIMIT) {
            throw new IllegalArgumentException("bucket is " + bucket + "; buckets go from 0 to " + (BUCKET_LIMIT - 1));
        }
    }

    @Override
    public String toString() {
        return "run %s, generation %s, step %s, bucket %d".formatted(run, generation, step, bucket);
    }
}
