package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.Output;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// One thread's arrays to compute in: the compiler vectorises loops over `float[]`, not over memory segments, so
/// kernels copy a block in, compute, and copy it back, all within the first-level cache.
final class Scratch {

    /// Elements in a block.
    static final int BLOCK = 2048;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    final float[] a = new float[BLOCK];
    final float[] b = new float[BLOCK];
    final float[] c = new float[BLOCK];
    final float[] y = new float[BLOCK];
    final int[] words = new int[BLOCK];
    final int[] integers = new int[BLOCK];
    private final float[] before = new float[BLOCK];
    private double[] sums = new double[0];

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

    /// Copies `count` elements, `stride` apart, from element `offset` on.
    static void load(MemorySegment memory, long offset, long stride, float[] into, int count) {
        if (stride == 1) {
            MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT_UNALIGNED, offset * Float.BYTES, into, 0, count);
        } else if (stride == 0) {
            Arrays.fill(into, 0, count, memory.getAtIndex(ValueLayout.JAVA_FLOAT, offset));
        } else {
            for (int i = 0; i < count; i++) {
                into[i] = memory.getAtIndex(ValueLayout.JAVA_FLOAT, offset + i * stride);
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

    /// Copies the front of an array to `count` elements, `stride` apart.
    static void store(float[] from, MemorySegment memory, long offset, long stride, int count) {
        if (stride == 1) {
            MemorySegment.copy(from, 0, memory, ValueLayout.JAVA_FLOAT_UNALIGNED, offset * Float.BYTES, count);
        } else {
            for (int i = 0; i < count; i++) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, offset + i * stride, from[i]);
            }
        }
    }

    /// Copies the front of an array to `count` adjacent elements.
    static void store(float[] from, MemorySegment memory, long offset, int count) {
        store(from, memory, offset, 1, count);
    }

    /// Sets or adds the front of [#y], in memory that begins at element `offset` and goes on `stride` apart.
    void put(Output to, long offset, long stride, int count) {
        MemorySegment memory = to.tensor().memory();
        if (to.adds()) {
            load(memory, offset, stride, before, count);
            for (int i = 0; i < count; i++) {
                y[i] = before[i] + y[i];
            }
        }
        store(y, memory, offset, stride, count);
    }

    static float at(MemorySegment memory, long index) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /// Sets or adds one element.
    static void put(MemorySegment memory, boolean adds, long index, float value) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, adds ? at(memory, index) + value : value);
    }
}
