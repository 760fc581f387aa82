package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.IdentityHashMap;

/// One thread's arrays to compute in: the compiler vectorises loops over `float[]`, not over memory segments, so
/// kernels copy a block in, compute, and copy it back, all within the first-level cache.
final class Scratch {

    /// Elements in a block: so few that operands, results and what lies between them stay in the first-level cache.
    static final int BLOCK = 1024;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    // Operands and results of functions.
    final float[] a = new float[BLOCK];
    final float[] b = new float[BLOCK];
    final float[] c = new float[BLOCK];
    final float[] y = new float[BLOCK];

    // What functions made of others keep in between.
    final float[] p = new float[BLOCK];
    final float[] q = new float[BLOCK];

    // What transcendental functions keep in between.
    final float[] s = new float[BLOCK];
    final float[] t = new float[BLOCK];
    final float[] u = new float[BLOCK];
    final float[] v = new float[BLOCK];
    final int[] words = new int[BLOCK];
    final int[] moreWords = new int[BLOCK];

    // Elements of other dtypes, on their way.
    final byte[] bytes = new byte[BLOCK];
    final short[] shorts = new short[BLOCK];
    final int[] integers = new int[BLOCK];
    final float[] before = new float[BLOCK];

    private final IdentityHashMap<Object, MemorySegment> segments = new IdentityHashMap<>();
    private double[] sums = new double[0];

    private Scratch() {
        for (float[] array : new float[][] {a, b, c, y, p, q, s, t, u, v, before}) {
            segments.put(array, MemorySegment.ofArray(array));
        }
        for (int[] array : new int[][] {words, moreWords, integers}) {
            segments.put(array, MemorySegment.ofArray(array));
        }
    }

    static Scratch get() {
        return OF_THREAD.get();
    }

    /// Zeros, at least `count` of them.
    double[] sums(int count) {
        if (sums.length < count) {
            sums = new double[count];
        } else {
            Arrays.fill(sums, 0, count, 0);
        }
        return sums;
    }

    /// All of the memory under a tensor, whose elements are counted from its start: without an object for a part of it.
    static MemorySegment memory(Tensor tensor) {
        tensor.requireLive();
        return tensor.block().memory();
    }

    /// Copies the bits of [#words] to [#u].
    void wordsToFloats(int count) {
        copyBits(words, u, count);
    }

    /// The floats that have these bits.
    void copyBits(int[] from, float[] to, int count) {
        MemorySegment.copy(bits(from), 0, bits(to), 0, (long) Integer.BYTES * count);
    }

    /// The bits that these floats have.
    void copyBits(float[] from, int[] to, int count) {
        MemorySegment.copy(bits(from), 0, bits(to), 0, (long) Integer.BYTES * count);
    }

    private MemorySegment bits(int[] array) {
        MemorySegment known = segments.get(array);
        return known == null ? MemorySegment.ofArray(array) : known;
    }

    private MemorySegment bits(float[] array) {
        MemorySegment known = segments.get(array);
        return known == null ? MemorySegment.ofArray(array) : known;
    }

    /// Copies `count` elements, `stride` apart, from element `offset` on.
    static void load(MemorySegment memory, long offset, long stride, float[] into, int count) {
        load(memory, offset, stride, into, 0, count);
    }

    /// Copies `count` elements, `stride` apart, from element `offset` on, to places of the array from `first` on.
    static void load(MemorySegment memory, long offset, long stride, float[] into, int first, int count) {
        if (stride == 1) {
            MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT_UNALIGNED, offset * Float.BYTES, into, first, count);
        } else if (stride == 0) {
            Arrays.fill(into, first, first + count, memory.getAtIndex(ValueLayout.JAVA_FLOAT, offset));
        } else {
            for (int i = 0; i < count; i++) {
                into[first + i] = memory.getAtIndex(ValueLayout.JAVA_FLOAT, offset + i * stride);
            }
        }
    }

    /// Copies `count` adjacent elements of 4 bytes, as integers.
    static void load(MemorySegment memory, long offset, int[] into, int count) {
        MemorySegment.copy(memory, ValueLayout.JAVA_INT_UNALIGNED, offset * Integer.BYTES, into, 0, count);
    }

    /// Copies the front of an array to `count` adjacent elements.
    static void store(int[] from, MemorySegment memory, long offset, int count) {
        MemorySegment.copy(from, 0, memory, ValueLayout.JAVA_INT_UNALIGNED, offset * Integer.BYTES, count);
    }

    /// Copies `count` elements of an array from place `first` on, to elements `stride` apart.
    static void store(float[] from, int first, MemorySegment memory, long offset, long stride, int count) {
        if (stride == 1) {
            MemorySegment.copy(from, first, memory, ValueLayout.JAVA_FLOAT_UNALIGNED, offset * Float.BYTES, count);
        } else {
            for (int i = 0; i < count; i++) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, offset + i * stride, from[first + i]);
            }
        }
    }

    /// Copies the front of an array to `count` adjacent elements.
    static void store(float[] from, MemorySegment memory, long offset, int count) {
        store(from, 0, memory, offset, 1, count);
    }

    static float at(MemorySegment memory, long index) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /// Sets or adds one element.
    static void put(MemorySegment memory, boolean adds, long index, float value) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, adds ? at(memory, index) + value : value);
    }
}
