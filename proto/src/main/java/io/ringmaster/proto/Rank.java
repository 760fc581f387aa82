package io.ringmaster.proto;

/// A worker's place in the ring of one generation: 0 to world size - 1.
public record Rank(int index) implements Comparable<Rank> {

    /// More members than any ring will have; a bound for what comes from the wire.
    public static final int LIMIT = 1 << 20;

    public Rank {
        if (index < 0 || index >= LIMIT) {
            throw new IllegalArgumentException("rank is " + index + "; ranks go from 0 to " + (LIMIT - 1));
        }
    }

    @Override
    public int compareTo(Rank other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return Integer.toString(index);
    }
}
