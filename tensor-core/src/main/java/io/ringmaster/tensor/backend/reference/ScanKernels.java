package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.host.IntegerScans;
import io.ringmaster.tensor.backend.host.Ordering;
import io.ringmaster.tensor.backend.kernel.Scans;

/// Rows to rows.
final class ScanKernels {

    private ScanKernels() {}

    static void run(Scans scan) {
        switch (scan) {
            case Scans.Sort sort -> Ordering.run(sort);
            case Scans.CumulativeSum sum when !sum.x().dtype().isFloating() -> IntegerScans.run(sum);
            case Scans.CumulativeSum sum -> cumulativeSum(sum);
        }
    }

    private static void cumulativeSum(Scans.CumulativeSum sum) {
        Tensor x = sum.x();
        Values from = Values.of(x);
        long size = x.dim(sum.dim());
        long step = Layout.contiguous(x.shape()).stride(sum.dim());
        for (long row = 0; row < x.elements() / Math.max(1, size); row++) {
            long start = row / step * step * size + row % step;
            double total = 0;
            for (long i = 0; i < size; i++) {
                long at = start + (sum.backwards() ? size - 1 - i : i) * step;
                total += from.get(at);
                Values.put(sum.y(), at, total);
            }
        }
    }
}
