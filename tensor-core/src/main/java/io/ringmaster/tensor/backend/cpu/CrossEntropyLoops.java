package io.ringmaster.tensor.backend.cpu;

import static io.ringmaster.tensor.backend.HostBackend.label;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.backend.cpu.LossKernels.ClassWeights;
import io.ringmaster.tensor.backend.kernel.Losses;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Cross-entropy and its derivative in one pass over the logits, as many whole rows at once as a block holds.
final class CrossEntropyLoops implements Runnable {

    private final Losses.CrossEntropy of;
    private final Tensor x;
    private final Tensor slope;
    private final ClassWeights weights;
    private final int classes;
    private final float[] rows;
    private final float[] largest;
    private double divisor;
    private double total;

    /// @param slope where derivatives go, or the logits themselves where none is wanted
    private CrossEntropyLoops(Losses.CrossEntropy of, Tensor x, Tensor slope) {
        this.of = of;
        this.x = x;
        this.slope = slope;
        classes = Math.toIntExact(x.dim(1));
        weights = new ClassWeights(of.weights(), classes);
        rows = new float[Math.max(Scratch.BLOCK, classes)];
        largest = new float[Math.max(1, Scratch.BLOCK / Math.max(1, classes))];
    }

    static Runnable prepared(Losses.CrossEntropy of) {
        Layout contiguous = Layout.contiguous(of.x().shape());
        boolean direct = of.x().elements() > 0 && Inputs.isContiguous(of.x())
            && of.slope().map(slope -> Staged.isTarget(slope, contiguous)).orElse(true);
        return direct ? new CrossEntropyLoops(of, of.x(), of.slope().map(Output::tensor).orElse(of.x())) : () -> staged(of);
    }

    private static void staged(Losses.CrossEntropy of) {
        try (Scope _ = Scope.open()) {
            Tensor x = Inputs.contiguous(of.x());
            Layout contiguous = Layout.contiguous(of.x().shape());
            Tensor slope = of.slope().map(output -> Staged.target(output, contiguous)).orElse(x);
            new CrossEntropyLoops(of, x, slope).run();
            of.slope().ifPresent(output -> Staged.deliver(slope, output));
        }
    }

    @Override
    public void run() {
        total = 0;
        divisor = of.reduction() == Reduction.MEAN ? LossKernels.totalWeight(of.rule(), of.labels(), weights) : 1;
        if (x.elements() > 0) {
            runRows();
        }
        if (of.reduction() != Reduction.NONE) {
            Tensor y = of.y().tensor();
            Scratch.put(Scratch.memory(y), of.y().adds(), y.layout().offset(), (float) (total / divisor));
        }
    }

    private void runRows() {
        int most = largest.length;
        for (long first = 0; first < x.dim(0); first += most) {
            int count = (int) Math.min(most, x.dim(0) - first);
            Scratch.load(Scratch.memory(x), x.layout().offset() + first * classes, 1, rows, count * classes);
            for (int row = 0; row < count; row++) {
                largest[row] = lower(row * classes);
            }
            Transcendentals.exp(rows, rows, count * classes);
            for (int row = 0; row < count; row++) {
                row(first + row, row * classes, largest[row]);
            }
            if (of.slope().isPresent()) {
                Scratch.store(rows, Scratch.memory(slope), slope.layout().offset() + first * classes, count * classes);
            }
        }
    }

    /// Takes from each element of a row the largest, and returns it.
    private float lower(int start) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = start; i < start + classes; i++) {
            largest = Math.max(largest, rows[i]);
        }
        for (int i = start; i < start + classes; i++) {
            rows[i] -= largest;
        }
        return largest;
    }

    /// Adds up one row's loss, and turns its exponentials into its derivative. A row that is ignored has neither.
    private void row(long row, int start, float largest) {
        int label = label(of.rule(), of.labels(), row, classes);
        double loss = 0;
        if (label >= 0) {
            double sum = sum(start);
            double own = (1 - of.rule().smoothing()) * weights.of(label);
            double spread = of.rule().smoothing() / classes;
            double logSum = largest + Math.log(sum);
            double shares = own;
            loss = own == 0 ? 0 : own * (logSum - logit(row, label));
            for (int c = 0; spread > 0 && c < classes; c++) {
                loss += spread * weights.of(c) * (logSum - logit(row, c));
                shares += spread * weights.of(c);
            }
            derivative(start, (float) (shares / sum / divisor), spread / divisor);
            rows[start + label] -= (float) (own / divisor);
        } else {
            Arrays.fill(rows, start, start + classes, 0);
        }
        total += loss;
        if (of.reduction() == Reduction.NONE) {
            MemorySegment to = of.y().tensor().memory();
            Scratch.put(to, of.y().adds(), row * of.y().tensor().layout().stride(0), (float) loss);
        }
    }

    private void derivative(int start, float scale, double spread) {
        for (int i = start; i < start + classes; i++) {
            rows[i] *= scale;
        }
        for (int c = 0; spread > 0 && c < classes; c++) {
            rows[start + c] -= (float) (spread * weights.of(c));
        }
    }

    private double sum(int start) {
        double sum = 0;
        for (int i = start; i < start + classes; i++) {
            sum += rows[i];
        }
        return sum;
    }

    private double logit(long row, int c) {
        return Scratch.at(Scratch.memory(x), x.layout().offset() + row * classes + c);
    }
}
