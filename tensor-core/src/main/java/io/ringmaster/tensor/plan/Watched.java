package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;

/// Memory that a step writes to and that was there before, such as that of gradients, in parts that are of use each as soon
/// as the step has no more to write to it.
///
/// Shapes: memory [N], contiguous.
///
/// @param ends one past the last element of each part, rising
public record Watched(Tensor memory, List<Long> ends) {

    public Watched {
        ends = List.copyOf(ends);
        long before = 0;
        for (long end : ends) {
            if (end < before) {
                throw new IllegalArgumentException("parts that end at %s; each ends where the one before it does, or after"
                    .formatted(ends));
            }
            before = end;
        }
    }

    /// Which parts are complete once a kernel has run: place 0 names those that no kernel writes to, place n + 1 those that
    /// kernel n is the last to write to.
    int[][] completedAfter(List<Kernel> kernels) {
        int[] last = new int[ends.size()];
        for (int at = 0; at < kernels.size(); at++) {
            for (Output output : kernels.get(at).outputs()) {
                mark(output.tensor(), at + 1, last);
            }
        }
        List<List<Integer>> completed = new ArrayList<>();
        for (int at = 0; at <= kernels.size(); at++) {
            completed.add(new ArrayList<>());
        }
        for (int part = 0; part < last.length; part++) {
            completed.get(last[part]).add(part);
        }
        return completed.stream().map(parts -> parts.stream().mapToInt(Integer::intValue).toArray()).toArray(int[][]::new);
    }

    private void mark(Tensor written, int at, int[] last) {
        if (!written.block().equals(memory.block()) || written.elements() == 0) {
            return;
        }
        long from = written.layout().offset() - memory.layout().offset();
        long to = from + extent(written.layout());
        long start = 0;
        for (int part = 0; part < last.length; part++) {
            if (from < ends.get(part) && start < to) {
                last[part] = at;
            }
            start = ends.get(part);
        }
    }

    /// From the first element in memory to one past the last.
    private static long extent(Layout layout) {
        Shape shape = layout.shape();
        long extent = 1;
        for (int dim = 0; dim < shape.rank(); dim++) {
            extent += (shape.dim(dim) - 1) * layout.stride(dim);
        }
        return extent;
    }
}
