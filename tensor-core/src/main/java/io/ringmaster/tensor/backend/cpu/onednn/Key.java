package io.ringmaster.tensor.backend.cpu.onednn;

import io.ringmaster.tensor.Layout;
import java.util.Arrays;

/// What a program is found by: the kind of work and every number it depends on. One is used again and again to look
/// up; a copy is kept with each program.
public final class Key {

    private long[] words;
    private int length;

    Key() {
        this(new long[32], 0);
    }

    private Key(long[] words, int length) {
        this.words = words;
        this.length = length;
    }

    /// Starts anew.
    Key start(int work) {
        length = 0;
        return add(work);
    }

    public Key add(long word) {
        if (length == words.length) {
            words = Arrays.copyOf(words, 2 * length);
        }
        words[length++] = word;
        return this;
    }

    public Key add(boolean bit) {
        return add(bit ? 1 : 0);
    }

    /// Sizes and strides, not where it begins.
    public Key add(Layout layout) {
        int rank = layout.shape().rank();
        add(rank);
        for (int dim = 0; dim < rank; dim++) {
            add(layout.shape().dim(dim));
            add(layout.stride(dim));
        }
        return this;
    }

    Key copy() {
        return new Key(Arrays.copyOf(words, length), length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(words, 0, length, key.words, 0, key.length);
    }

    @Override
    public int hashCode() {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ words[i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ hash >>> 32);
    }
}
