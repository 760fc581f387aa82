package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.host.IntegerScans;
import io.ringmaster.tensor.backend.host.Ordering;
import io.ringmaster.tensor.backend.kernel.Scans;

/// Rows to rows. Running sums are kept in double.
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
        int dim = sum.dim();
        long size = x.dim(dim);
        if (x.elements() == 0) {
            return;
        }
        Layout rows = x.layout().slice(dim, 0, 1, 1);
        Layout results = sum.y().tensor().layout().slice(dim, 0, 1, 1);
        WalkOrder order = WalkOrder.of(rows.shape());
        Cursor from = order.cursor(rows);
        Cursor to = order.cursor(results);
        for (long row = 0; row < order.elements(); row++) {
            row(sum, from.place(), to.place(), size);
            from.advance(1);
            to.advance(1);
        }
    }

    private static void row(Scans.CumulativeSum sum, long from, long to, long size) {
        Scratch scratch = Scratch.get();
        Output y = sum.y();
        TypedMemory read = TypedMemory.of(sum.x());
        TypedMemory written = TypedMemory.of(y.tensor());
        long step = sum.x().layout().stride(sum.dim());
        long stride = y.tensor().layout().stride(sum.dim());
        double total = 0;
        for (long done = 0; done < size; done += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, size - done);
            long first = sum.backwards() ? size - done - count : done;
            read.load(from + first * step, step, scratch.a, 0, count, scratch);
            total = sum.backwards() ? backwards(total, scratch, count) : forwards(total, scratch, count);
            if (y.adds()) {
                written.load(to + first * stride, stride, scratch.before, 0, count, scratch);
                BinaryLoops.add(scratch.before, scratch.y, scratch.y, count);
            }
            written.store(scratch.y, 0, to + first * stride, stride, count, scratch);
        }
    }

    private static double forwards(double before, Scratch scratch, int count) {
        double total = before;
        for (int i = 0; i < count; i++) {
            total += scratch.a[i];
            scratch.y[i] = (float) total;
        }
        return total;
    }

    private static double backwards(double before, Scratch scratch, int count) {
        double total = before;
        for (int i = count - 1; i >= 0; i--) {
            total += scratch.a[i];
            scratch.y[i] = (float) total;
        }
        return total;
    }
}
