package io.ringmaster.tensor.random;

/// Random numbers by address: the n-th number of a stream depends on the stream's address and n alone, never on who
/// asked before, on which thread or which device.
///
/// @param seed  the run's
/// @param step  the training step, or whatever else counts up (an epoch, a sample's index)
/// @param shard the shard within the step, 0 where there is none
/// @param site  the place in the program that draws: one dropout layer, one parameter's initial value
public record RandomStream(long seed, long step, int shard, int site) {

    private static final float FLOAT_UNIT = 0x1p-24f;
    private static final double DOUBLE_UNIT = 0x1p-53;

    /// The stream of the same place at another step and shard.
    public RandomStream at(long otherStep, int otherShard) {
        return new RandomStream(seed, otherStep, otherShard, site);
    }

    /// The four words of block `block`; word w of block b is number 4 b + w of [#bits].
    ///
    /// The counter holds (block, site, step low, shard ^ step high), the key the seed: an address takes 2^34 words
    /// before it meets its neighbour.
    public void block(int block, int[] words) {
        words[0] = block;
        words[1] = site;
        words[2] = (int) step;
        words[3] = shard ^ Integer.reverse((int) (step >>> 32));
        Philox.encrypt(words, (int) seed, (int) (seed >>> 32));
    }

    /// 32 random bits.
    public int bits(long index) {
        int[] words = new int[4];
        block((int) (index >>> 2), words);
        return words[(int) (index & 3)];
    }

    /// Numbers `first` to `first + count - 1` of [#bits(long)], into the array's front.
    public void bits(long first, int[] into, int count) {
        int[] words = new int[4];
        int done = 0;
        while (done < count) {
            long index = first + done;
            int word = (int) (index & 3);
            block((int) (index >>> 2), words);
            int taken = Math.min(4 - word, count - done);
            System.arraycopy(words, word, into, done, taken);
            done += taken;
        }
    }

    /// Uniform in [0, 1), a multiple of 2^-24.
    public float uniform(long index) {
        return toUniform(bits(index));
    }

    /// The float in [0, 1) that 32 random bits stand for: their upper 24.
    public static float toUniform(int bits) {
        return (bits >>> 8) * FLOAT_UNIT;
    }

    /// Normal with mean 0 and variance 1, by Box and Muller, from block `index`.
    public double normal(int index) {
        int[] words = new int[4];
        block(index, words);
        double radius = Math.sqrt(-2 * StrictMath.log(1 - toDouble(words[0], words[1])));
        return radius * StrictMath.cos(2 * Math.PI * toDouble(words[2], words[3]));
    }

    /// Uniform in 0 to bound - 1, without bias worth naming (2^-64 bound) for any bound an index can have, from block
    /// `index`.
    public long below(int index, long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("a number below %d; the bound is 1 or more".formatted(bound));
        }
        int[] words = new int[4];
        block(index, words);
        long bits = ((long) words[0] << 32) | (words[1] & 0xFFFFFFFFL);
        return Math.unsignedMultiplyHigh(bits, bound);
    }

    private static double toDouble(int high, int low) {
        return ((((long) high << 32) | (low & 0xFFFFFFFFL)) >>> 11) * DOUBLE_UNIT;
    }
}
