package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.host.IntegerReductions;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/// Many elements to one. Sums and products are kept in double and rounded once.
final class ReductionKernels {

    private ReductionKernels() {}

    /// Takes a run of a block into results that lie `step` apart from `first` on; all into one where `step` is 0.
    @FunctionalInterface
    private interface Combiner {

        void combine(float[] values, int from, int to, double[] results, int first, int step);
    }

    static Runnable prepared(Reductions reduction) {
        Optional<Runnable> columns = reduction instanceof Reductions.Sum sum ? ColumnSums.of(sum) : Optional.empty();
        return columns.orElse(() -> run(reduction));
    }

    static void run(Reductions reduction) {
        if (IntegerReductions.takes(reduction)) {
            IntegerReductions.run(reduction);
            return;
        }
        switch (reduction) {
            case Reductions.Sum(var x, var y) -> {
                if (x.shape().equals(y.tensor().shape())) {
                    ElementKernels.run(new Elements.Copy(x, y));
                } else {
                    reduce(x, y, 0, ReductionKernels::addUp);
                }
            }
            case Reductions.Product(var x, var y) -> reduce(x, y, 1, ReductionKernels::multiply);
            case Reductions.Max(var x, var y) -> reduce(x, y, Double.NEGATIVE_INFINITY, ReductionKernels::largest);
            case Reductions.Min(var x, var y) -> reduce(x, y, Double.POSITIVE_INFINITY, ReductionKernels::smallest);
            case Reductions.ArgMax(var dim, var x, var y) -> first(x, dim, y.tensor(), 1);
            case Reductions.ArgMin(var dim, var x, var y) -> first(x, dim, y.tensor(), -1);
        }
    }

    private static void reduce(Tensor x, Output y, double none, Combiner combiner) {
        Scratch scratch = Scratch.get();
        int count = Math.toIntExact(y.tensor().elements());
        double[] results = scratch.sums(count);
        if (none != 0) {
            Arrays.fill(results, 0, count, none);
        }
        WalkOrder order = WalkOrder.of(x);
        Operand from = order.operand(x);
        Cursor to = order.cursor(Layout.contiguous(y.tensor().shape()).stridesOver(x.shape()));
        for (long left = x.elements(); left > 0; left -= Scratch.BLOCK) {
            int block = (int) Math.min(Scratch.BLOCK, left);
            from.read(scratch.a, scratch, block);
            for (int at = 0; at < block; ) {
                int rows = to.step() == 0 ? (int) to.rows(block - at) : 0;
                if (rows > 0) {
                    combineRows(combiner, scratch.a, at, rows, results, to);
                    at += rows * (int) to.length();
                    to.advanceRows(rows);
                } else {
                    int run = (int) to.run(block - at);
                    combiner.combine(scratch.a, at, at + run, results, (int) to.place(), (int) to.step());
                    at += run;
                    to.advance(run);
                }
            }
        }
        store(results, y, scratch);
    }

    /// Each row to one result.
    private static void combineRows(Combiner combiner, float[] values, int from, int rows, double[] results, Cursor to) {
        int length = (int) to.length();
        int first = (int) to.place();
        int step = (int) to.rowStep();
        for (int row = 0; row < rows; row++) {
            combiner.combine(values, from + row * length, from + (row + 1) * length, results, first + row * step, 0);
        }
    }

    private static void store(double[] results, Output y, Scratch scratch) {
        WalkOrder rows = WalkOrder.of(y.tensor().shape());
        Operand to = rows.operand(y.tensor());
        int count = (int) rows.elements();
        for (int at = 0; at < count; at += Scratch.BLOCK) {
            int block = Math.min(Scratch.BLOCK, count - at);
            for (int i = 0; i < block; i++) {
                scratch.y[i] = (float) results[at + i];
            }
            to.write(scratch, y.adds(), block);
        }
    }

    private static void addUp(float[] values, int from, int to, double[] sums, int first, int step) {
        if (step == 0) {
            sums[first] += sum(values, from, to);
        } else if (step == 1) {
            for (int i = from; i < to; i++) {
                sums[first - from + i] += values[i];
            }
        } else {
            for (int i = from; i < to; i++) {
                sums[first + (i - from) * step] += values[i];
            }
        }
    }

    /// Eight sums side by side: one alone would wait for each addition to end.
    private static double sum(float[] values, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
            s4 += values[i + 4];
            s5 += values[i + 5];
            s6 += values[i + 6];
            s7 += values[i + 7];
        }
        for (; i < to; i++) {
            s0 += values[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    private static void multiply(float[] values, int from, int to, double[] products, int first, int step) {
        for (int i = from; i < to; i++) {
            products[first + (i - from) * step] *= values[i];
        }
    }

    private static void largest(float[] values, int from, int to, double[] results, int first, int step) {
        if (step == 0) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, values[i]);
            }
            results[first] = Math.max(results[first], largest);
            return;
        }
        for (int i = from; i < to; i++) {
            int at = first + (i - from) * step;
            results[at] = Math.max(results[at], values[i]);
        }
    }

    private static void smallest(float[] values, int from, int to, double[] results, int first, int step) {
        if (step == 0) {
            float smallest = Float.POSITIVE_INFINITY;
            for (int i = from; i < to; i++) {
                smallest = Math.min(smallest, values[i]);
            }
            results[first] = Math.min(results[first], smallest);
            return;
        }
        for (int i = from; i < to; i++) {
            int at = first + (i - from) * step;
            results[at] = Math.min(results[at], values[i]);
        }
    }

    /// @param sign 1 for the largest, -1 for the smallest
    private static void first(Tensor x, int dim, Tensor y, float sign) {
        Scratch scratch = Scratch.get();
        Best best = new Best(Math.toIntExact(y.elements()));
        WalkOrder order = WalkOrder.of(x);
        Operand from = order.operand(x);
        Cursor to = order.cursor(Layout.contiguous(y.shape()).stridesOver(x.shape()));
        long[] along = new long[x.shape().rank()];
        along[dim] = 1;
        Cursor index = order.cursor(along);
        for (long left = x.elements(); left > 0; left -= Scratch.BLOCK) {
            int block = (int) Math.min(Scratch.BLOCK, left);
            from.read(scratch.a, scratch, block);
            for (int at = 0; at < block; ) {
                int run = (int) index.run(to.run(block - at));
                best.take(scratch.a, at, run, sign, to, index);
                at += run;
                to.advance(run);
                index.advance(run);
            }
        }
        WalkOrder rows = WalkOrder.of(y.shape());
        Cursor place = rows.cursor(y.layout());
        for (long at : best.indices) {
            y.memory().setAtIndex(ValueLayout.JAVA_LONG, place.place(), at);
            place.advance(1);
        }
    }

    /// The best value found so far for each result, and where.
    private static final class Best {

        private final float[] values;
        private final long[] indices;

        Best(int count) {
            values = new float[count];
            indices = new long[count];
            Arrays.fill(indices, -1);
        }

        void take(float[] found, int from, int run, float sign, Cursor to, Cursor index) {
            for (int i = 0; i < run; i++) {
                int at = (int) (to.place() + i * to.step());
                float value = found[from + i] * sign;
                float best = values[at];
                if (indices[at] < 0 || value > best || value != value && best == best) {
                    values[at] = value;
                    indices[at] = index.place() + i * index.step();
                }
            }
        }
    }
}
