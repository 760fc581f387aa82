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
        int size = Math.toIntExact(x.dim(dim));
        int wanted = Math.toIntExact(y.dim(dim));
        Layout rows = x.layout().slice(dim, 0, 1, 1);
        Layout results = y.layout().slice(dim, 0, 1, 1);
        long[] keys = new long[size];
        for (long row = 0; row < x.elements() / Math.max(1, size); row++) {
            long from = Walk.offset(row, rows.shape(), rows.strides());
            long to = Walk.offset(row, results.shape(), results.strides());
            for (int i = 0; i < size; i++) {
                long key = key(x, from + i * x.layout().stride(dim));
                keys[i] = sort.descending() ? ~key : key;
            }
            int[] order = isNarrow(x) ? narrowOrder(keys, wanted) : wideOrder(keys, wanted);
            for (int i = 0; i < wanted; i++) {
                y.memory().setAtIndex(ValueLayout.JAVA_LONG, to + i * y.layout().stride(dim), order[i]);
            }
        }
    }

    private static boolean isNarrow(Tensor x) {
        return switch (x.dtype()) {
            case BOOL, UINT8, INT32, BFLOAT16, FLOAT32 -> true;
            case INT64, FLOAT64 -> false;
        };
    }

    /// A number that orders as the element does: 0 and -0 equal, NaN largest. Of 32 bits where [#isNarrow].
    private static long key(Tensor x, long place) {
        MemorySegment memory = x.memory();
        return switch (x.dtype()) {
            case BOOL, UINT8 -> memory.get(ValueLayout.JAVA_BYTE, place) & 0xFF;
            case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, place);
            case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, place);
            case BFLOAT16 -> key(Bfloat16.toFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, place)));
            case FLOAT32 -> key(memory.getAtIndex(ValueLayout.JAVA_FLOAT, place));
            case FLOAT64 -> {
                long bits = Double.doubleToLongBits(memory.getAtIndex(ValueLayout.JAVA_DOUBLE, place) + 0.0);
                yield bits ^ (bits >> 63 & Long.MAX_VALUE);
            }
        };
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
