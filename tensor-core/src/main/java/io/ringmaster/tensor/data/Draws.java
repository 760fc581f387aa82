package io.ringmaster.tensor.data;

import io.ringmaster.tensor.random.RandomStream;

/// The numbers of a random stream, one after the other.
///
/// Thread: one at a time.
public final class Draws {

    private final RandomStream stream;
    private final int[] words = new int[4];
    private int drawn;

    public Draws(RandomStream stream) {
        this.stream = stream;
    }

    /// 32 random bits.
    public int bits() {
        int word = drawn & 3;
        if (word == 0) {
            stream.block(drawn >>> 2, words);
        }
        drawn++;
        return words[word];
    }

    /// Uniform from `least` to `most`.
    public float between(float least, float most) {
        return least + (most - least) * RandomStream.toUniform(bits());
    }

    /// Uniform in 0 to `bound` - 1.
    public int below(int bound) {
        return (int) (((bits() & 0xFFFFFFFFL) * bound) >>> 32);
    }

    /// True in `probability` of all cases.
    public boolean chance(double probability) {
        return RandomStream.toUniform(bits()) < probability;
    }
}
