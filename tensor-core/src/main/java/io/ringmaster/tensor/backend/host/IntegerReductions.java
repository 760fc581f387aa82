package io.ringmaster.tensor.backend.host;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/// Bool and integer elements to one: exact, so every backend on the host computes them here.
public final class IntegerReductions {

    private IntegerReductions() {}

    /// Whether the kernel reads no floating elements.
    public static boolean takes(Reductions reduction) {
        return !reduction.x().dtype().isFloating();
    }

    public static void run(Reductions reduction) {
        Tensor y = reduction.y().tensor();
        switch (reduction) {
            case Reductions.Sum(var x, _) -> reduce(x, y, 0, Long::sum);
            case Reductions.Product(var x, _) -> reduce(x, y, 1, (a, b) -> a * b);
            case Reductions.Max(var x, _) -> reduce(x, y, least(x.dtype()), Math::max);
            case Reductions.Min(var x, _) -> reduce(x, y, greatest(x.dtype()), Math::min);
            case Reductions.ArgMax(var dim, var x, _) -> first(x, dim, y, 1);
            case Reductions.ArgMin(var dim, var x, _) -> first(x, dim, y, -1);
        }
    }

    private static long least(DType dtype) {
        return dtype == DType.INT64 ? Long.MIN_VALUE : dtype == DType.INT32 ? Integer.MIN_VALUE : 0;
    }

    private static long greatest(DType dtype) {
        return switch (dtype) {
            case BOOL -> 1;
            case UINT8 -> 255;
            case INT32 -> Integer.MAX_VALUE;
            case INT64, BFLOAT16, FLOAT32, FLOAT64 -> Long.MAX_VALUE;
        };
    }

    private static void reduce(Tensor x, Tensor y, long none, LongBinaryOperator function) {
        Integers from = Integers.of(x);
        Integers to = Integers.of(y);
        long[] walk = Layout.contiguous(y.shape()).stridesOver(x.shape());
        long[] results = new long[Math.toIntExact(y.elements())];
        Arrays.fill(results, none);
        for (long i = 0; i < x.elements(); i++) {
            int at = (int) Walk.offset(i, x.shape(), walk);
            results[at] = function.applyAsLong(results[at], from.get(i));
        }
        for (int i = 0; i < results.length; i++) {
            to.put(i, results[i]);
        }
    }

    /// @param sign 1 for the largest, -1 for the smallest
    private static void first(Tensor x, int dim, Tensor y, int sign) {
        Integers from = Integers.of(x);
        Integers to = Integers.of(y);
        long size = x.dim(dim);
        long step = Layout.contiguous(x.shape()).stride(dim);
        for (long i = 0; i < y.elements(); i++) {
            long start = i / step * step * size + i % step;
            long best = 0;
            for (long at = 1; at < size; at++) {
                long value = from.get(start + at * step);
                long bestSoFar = from.get(start + best * step);
                if (sign > 0 ? value > bestSoFar : value < bestSoFar) {
                    best = at;
                }
            }
            to.put(i, best);
        }
    }
}
