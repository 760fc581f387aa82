package io.ringmaster.tensor.backend.host;

import io.ringmaster.tensor.Bfloat16;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.kernel.Scans;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Comparator;

/// Which elements come first in order, for every dtype.
public final class Ordering {

    /// Where at most so many of so many elements are wanted, they are picked one by one instead of sorting all.
    private static final int WORTH_SORTING = 16;

    private Ordering() {}

    public static void run(Scans.Sort sort) {
        Tensor x = sort.x();
        Tensor y = sort.y().tensor();
        int dim = sort.dim();
        long[] keys = new long[Math.toIntExact(x.dim(dim))];
        int wanted = Math.toIntExact(y.dim(dim));
        Layout rows = x.layout().slice(dim, 0, 1, 1);
        Layout results = y.layout().slice(dim, 0, 1, 1);
        for (long row = 0; row < x.elements() / Math.max(1, keys.length); row++) {
            readKeys(x, Walk.offset(row, rows.shape(), rows.strides()), x.layout().stride(dim), keys);
            for (int i = 0; sort.descending() && i < keys.length; i++) {
                keys[i] = ~keys[i];
            }
            int[] order = isNarrow(x) ? narrowOrder(keys, wanted) : wideOrder(keys, wanted);
            write(order, y, Walk.offset(row, results.shape(), results.strides()), y.layout().stride(dim));
        }
    }

    private static void write(int[] order, Tensor y, long place, long step) {
        MemorySegment memory = y.memory();
        for (int i = 0; i < order.length; i++) {
            memory.setAtIndex(ValueLayout.JAVA_LONG, place + i * step, order[i]);
        }
    }

    private static boolean isNarrow(Tensor x) {
        return switch (x.dtype()) {
            case BOOL, UINT8, INT32, BFLOAT16, FLOAT32 -> true;
            case INT64, FLOAT64 -> false;
        };
    }

    /// A number for each element of a row that orders as it does: 0 and -0 equal, NaN largest. Of 32 bits where [#isNarrow].
    private static void readKeys(Tensor x, long place, long step, long[] keys) {
        MemorySegment memory = x.memory();
        switch (x.dtype()) {
            case BOOL, UINT8 -> Arrays.setAll(keys, i -> memory.get(ValueLayout.JAVA_BYTE, place + i * step) & 0xFF);
            case INT32 -> Arrays.setAll(keys, i -> memory.getAtIndex(ValueLayout.JAVA_INT, place + i * step));
            case INT64 -> Arrays.setAll(keys, i -> memory.getAtIndex(ValueLayout.JAVA_LONG, place + i * step));
            case BFLOAT16 -> Arrays.setAll(keys, i ->
                key(Bfloat16.toFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, place + i * step))));
            case FLOAT32 -> Arrays.setAll(keys, i -> key(memory.getAtIndex(ValueLayout.JAVA_FLOAT, place + i * step)));
            case FLOAT64 -> Arrays.setAll(keys, i -> key(memory.getAtIndex(ValueLayout.JAVA_DOUBLE, place + i * step)));
        }
    }

    private static long key(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private static int key(float value) {
        int bits = Float.floatToIntBits(value + 0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    private static int[] narrowOrder(long[] keys, int wanted) {
        for (int i = 0; i < keys.length; i++) {
            keys[i] = keys[i] << 32 | i;
        }
        long[] sorted = keys;
        if ((long) wanted * WORTH_SORTING <= keys.length) {
            sorted = least(keys, wanted);
        } else {
            Arrays.sort(sorted);
        }
        int[] order = new int[wanted];
        for (int i = 0; i < wanted; i++) {
            order[i] = (int) sorted[i];
        }
        return order;
    }

    /// The `wanted` smallest keys in order, by insertion.
    private static long[] least(long[] keys, int wanted) {
        long[] least = new long[wanted];
        int found = 0;
        for (long key : keys) {
            if (found < wanted || wanted > 0 && key < least[wanted - 1]) {
                int at = Math.min(found, wanted - 1);
                for (; at > 0 && least[at - 1] > key; at--) {
                    least[at] = least[at - 1];
                }
                least[at] = key;
                found = Math.min(found + 1, wanted);
            }
        }
        return least;
    }

    private static int[] wideOrder(long[] keys, int wanted) {
        Integer[] order = new Integer[keys.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> keys[i]));
        return Arrays.stream(order, 0, wanted).mapToInt(Integer::intValue).toArray();
    }
}
