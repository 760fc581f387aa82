package io.ringmaster.proto;

/// The number of one fenced agreement on members, ring order and shard assignment. It only grows; whatever carries a
/// smaller one than the receiver's is stale.
public record Generation(long number) implements Comparable<Generation> {

    /// Before the first agreement.
    public static final Generation NONE = new Generation(0);

    public Generation {
        if (number < 0) {
            throw new IllegalArgumentException("generation is " + number + "; generations count from 0");
        }
    }

    public Generation next() {
        return new Generation(number + 1);
    }

    @Override
    public int compareTo(Generation other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
