package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.random.RandomStream;

/// Which elements a dropout keeps: word n of the stream decides on element n, counted row by row, on every backend.
///
/// @param stream      where the words come from
/// @param probability of an element to become 0, in [0, 1]
public record DropoutMask(RandomStream stream, double probability) {

    private static final int UNIFORM_BITS = 24;

    public DropoutMask {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                "dropout probability %s; it lies between 0 and 1".formatted(probability));
        }
    }

    /// Elements whose word's upper 24 bits are below this are dropped.
    public int threshold() {
        return (int) Math.ceil(probability * (1 << UNIFORM_BITS));
    }

    /// Whether the element with this word stays.
    public boolean keeps(int word) {
        return word >>> (Integer.SIZE - UNIFORM_BITS) >= threshold();
    }

    /// What kept elements are multiplied with, so that the mean stays.
    public double scale() {
        return 1 / (1 - probability);
    }

    /// The one of another step and shard.
    public DropoutMask at(long step, int shard) {
        return new DropoutMask(stream.at(step, shard), probability);
    }
}
