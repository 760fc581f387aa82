package io.ringmaster.tensor.data;

import io.ringmaster.tensor.random.RandomStream;
import java.util.Objects;

/// One epoch's shuffle, as a function: no array is shuffled, none is kept, and every worker that knows seed and epoch
/// knows the whole order.
///
/// A Feistel network permutes the smallest power of two that holds `size`; a result outside is permuted again until
/// it falls inside (cycle walking), on average less than twice. A bijection on the larger set followed until it comes
/// back is a bijection on the smaller. The order is part of a run's result: it never changes for a given seed.
///
/// Source: Black and Rogaway 2002, "Ciphers with arbitrary finite domains".
record ShuffledOrder(long seed, long epoch, long size) implements SampleOrder {

    private static final int ROUNDS = 8;
    private static final long MOST = 1L << 62;

    /// Where in the program the rounds draw their randomness; see [RandomStream#site()].
    private static final int SITE = 0x4F524452;

    public ShuffledOrder {
        if (size < 0 || size > MOST) {
            throw new IllegalArgumentException("an order of " + size + " samples; the size is 0 to 2^62");
        }
    }

    @Override
    public long sampleAt(long position) {
        Objects.checkIndex(position, size);
        int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
        int[] words = new int[4];
        long value = position;
        do {
            value = permute(value, bits, words);
        } while (value >= size);
        return value;
    }

    /// The two halves, unequal where `bits` is odd, take turns to be scrambled by the other.
    private long permute(long value, int bits, int[] words) {
        int lowBits = bits / 2;
        long lowMask = (1L << lowBits) - 1;
        long highMask = (1L << (bits - lowBits)) - 1;
        long low = value & lowMask;
        long high = value >>> lowBits;
        for (int round = 0; round < ROUNDS; round += 2) {
            high ^= scramble(round, low, words) & highMask;
            low ^= scramble(round + 1, high, words) & lowMask;
        }
        return (high << lowBits) | low;
    }

    private int scramble(int round, long half, int[] words) {
        new RandomStream(seed, epoch, round, SITE).block((int) half, words);
        return words[0];
    }
}
