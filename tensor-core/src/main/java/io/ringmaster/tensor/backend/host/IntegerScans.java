package io.ringmaster.tensor.backend.host;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Scans;

/// Running sums of bool and integer elements: exact, so every backend on the host computes them here.
public final class IntegerScans {

    private IntegerScans() {}

    public static void run(Scans.CumulativeSum sum) {
        Tensor x = sum.x();
        Integers from = Integers.of(x);
        Integers to = Integers.of(sum.y().tensor());
        long size = x.dim(sum.dim());
        long step = Layout.contiguous(x.shape()).stride(sum.dim());
        for (long row = 0; row < x.elements() / Math.max(1, size); row++) {
            long start = row / step * step * size + row % step;
            long total = 0;
            for (long i = 0; i < size; i++) {
                long at = start + (sum.backwards() ? size - 1 - i : i) * step;
                total += from.get(at);
                to.put(at, total);
            }
        }
    }
}
