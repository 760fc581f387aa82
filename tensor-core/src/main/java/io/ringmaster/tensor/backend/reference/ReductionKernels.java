package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.lang.foreign.ValueLayout;

/// Many elements to one.
final class ReductionKernels {

    private ReductionKernels() {}

    static void run(Reductions reduction) {
        switch (reduction) {
            case Reductions.Sum(var x, var y) -> sum(x, y);
            case Reductions.ArgMax(var x, var y) -> argMax(x, y.tensor());
        }
    }

    private static void sum(Tensor x, Output y) {
        Values from = Values.of(x);
        long[] walk = Layout.contiguous(y.tensor().shape()).stridesOver(x.shape());
        double[] sums = new double[Math.toIntExact(y.tensor().elements())];
        for (long i = 0; i < x.elements(); i++) {
            sums[(int) Walk.offset(i, x.shape(), walk)] += from.get(i);
        }
        for (int i = 0; i < sums.length; i++) {
            Values.put(y, i, sums[i]);
        }
    }

    private static void argMax(Tensor x, Tensor y) {
        Values from = Values.of(x);
        long columns = x.dim(1);
        for (long row = 0; row < x.dim(0); row++) {
            long largest = 0;
            for (long column = 1; column < columns; column++) {
                if (Double.compare(from.get(row * columns + column) + 0.0, from.get(row * columns + largest) + 0.0) > 0) {
                    largest = column;
                }
            }
            y.memory().setAtIndex(ValueLayout.JAVA_LONG, row * y.layout().stride(0), largest);
        }
    }
}
