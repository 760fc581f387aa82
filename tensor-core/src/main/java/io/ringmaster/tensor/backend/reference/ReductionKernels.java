package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.host.IntegerReductions;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/// Many elements to one.
final class ReductionKernels {

    private ReductionKernels() {}

    static void run(Reductions reduction) {
        if (IntegerReductions.takes(reduction)) {
            IntegerReductions.run(reduction);
            return;
        }
        switch (reduction) {
            case Reductions.Sum(var x, var y) -> reduce(x, y, 0, Double::sum);
            case Reductions.Product(var x, var y) -> reduce(x, y, 1, (a, b) -> a * b);
            case Reductions.Max(var x, var y) -> reduce(x, y, Double.NEGATIVE_INFINITY, Math::max);
            case Reductions.Min(var x, var y) -> reduce(x, y, Double.POSITIVE_INFINITY, Math::min);
            case Reductions.ArgMax(var dim, var x, var y) -> first(x, dim, y, (a, b) -> isAbove(a, b) ? 1 : 0);
            case Reductions.ArgMin(var dim, var x, var y) -> first(x, dim, y, (a, b) -> isAbove(-a, -b) ? 1 : 0);
        }
    }

    private static void reduce(Tensor x, Output y, double none, DoubleBinaryOperator function) {
        Values from = Values.of(x);
        long[] walk = Layout.contiguous(y.tensor().shape()).stridesOver(x.shape());
        double[] results = new double[Math.toIntExact(y.tensor().elements())];
        Arrays.fill(results, none);
        for (long i = 0; i < x.elements(); i++) {
            int at = (int) Walk.offset(i, x.shape(), walk);
            results[at] = function.applyAsDouble(results[at], from.get(i));
        }
        for (int i = 0; i < results.length; i++) {
            Values.put(y, i, results[i]);
        }
    }

    /// @param wins 1 where the first beats the second
    private static void first(Tensor x, int dim, Output y, DoubleBinaryOperator wins) {
        Values from = Values.of(x);
        long size = x.dim(dim);
        long step = Layout.contiguous(x.shape()).stride(dim);
        for (long i = 0; i < y.tensor().elements(); i++) {
            long start = i / step * step * size + i % step;
            long best = 0;
            for (long at = 1; at < size; at++) {
                if (wins.applyAsDouble(from.get(start + at * step), from.get(start + best * step)) > 0) {
                    best = at;
                }
            }
            Values.put(y, i, best);
        }
    }

    private static boolean isAbove(double a, double b) {
        return a > b || a != a && b == b;
    }
}
