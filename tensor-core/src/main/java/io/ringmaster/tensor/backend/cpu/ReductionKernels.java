package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.lang.foreign.ValueLayout;

/// Many elements to one. Sums are kept in double and rounded once.
final class ReductionKernels {

    private ReductionKernels() {}

    static void run(Reductions reduction) {
        switch (reduction) {
            case Reductions.Sum(var x, var y) -> Staged.contiguous(y, to -> sum(x, to));
            case Reductions.ArgMax(var x, var y) -> argMax(x, y.tensor());
        }
    }

    private static void sum(Tensor x, Output y) {
        Scratch scratch = Scratch.get();
        int results = Math.toIntExact(y.tensor().elements());
        double[] sums = scratch.sums(results);
        Shape shape = x.shape();
        Rows rows = new Rows(shape, x.layout().stridesOver(shape), y.tensor().layout().stridesOver(shape));
        rows.forEach(offsets -> {
            for (long at = 0; at < rows.length(); at += Scratch.BLOCK) {
                int count = (int) Math.min(Scratch.BLOCK, rows.length() - at);
                Scratch.load(x.memory(), offsets[0] + at * rows.step(0), rows.step(0), scratch.a, count);
                addUp(scratch.a, count, sums, (int) (offsets[1] + at * rows.step(1)), (int) rows.step(1));
            }
        });
        for (int at = 0; at < results; at += Scratch.BLOCK) {
            int count = Math.min(Scratch.BLOCK, results - at);
            for (int i = 0; i < count; i++) {
                scratch.y[i] = (float) sums[at + i];
            }
            scratch.put(y, at, 1, count);
        }
    }

    private static void addUp(float[] values, int count, double[] sums, int first, int step) {
        if (step == 0) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[i];
            }
            sums[first] += sum;
        } else if (step == 1) {
            for (int i = 0; i < count; i++) {
                sums[first + i] += values[i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                sums[first + i * step] += values[i];
            }
        }
    }

    private static void argMax(Tensor x, Tensor y) {
        for (long row = 0; row < x.dim(0); row++) {
            long start = row * x.layout().stride(0);
            long largest = 0;
            float value = at(x, start);
            for (long column = 1; column < x.dim(1); column++) {
                float other = at(x, start + column * x.layout().stride(1));
                // Adding 0 makes -0 and 0 equal; compare puts NaN on top.
                if (Float.compare(other + 0f, value + 0f) > 0) {
                    largest = column;
                    value = other;
                }
            }
            y.memory().setAtIndex(ValueLayout.JAVA_LONG, row * y.layout().stride(0), largest);
        }
    }

    private static float at(Tensor x, long index) {
        return x.memory().getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }
}
