package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reductions, and functions of whole rows. Sums are kept in double and rounded once.
final class RowKernels {

    private RowKernels() {}

    static void sum(Tensor x, Output y) {
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
            scratch.put(y, at, count);
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

    static void argmax(Tensor x, Tensor y) {
        for (long row = 0; row < x.dim(0); row++) {
            long start = row * x.layout().stride(0);
            long largest = 0;
            float value = at(x.memory(), start);
            for (long column = 1; column < x.dim(1); column++) {
                float other = at(x.memory(), start + column * x.layout().stride(1));
                // Adding 0 makes -0 and 0 equal; compare puts NaN on top.
                if (Float.compare(other + 0f, value + 0f) > 0) {
                    largest = column;
                    value = other;
                }
            }
            y.memory().setAtIndex(ValueLayout.JAVA_LONG, row, largest);
        }
    }

    /// x is contiguous.
    static void logSoftmax(Tensor x, Output y) {
        long columns = x.dim(-1);
        MemorySegment from = x.memory();
        for (long start = 0; start < x.elements(); start += columns) {
            float largest = Float.NEGATIVE_INFINITY;
            for (long i = start; i < start + columns; i++) {
                largest = Math.max(largest, at(from, i));
            }
            double sum = 0;
            for (long i = start; i < start + columns; i++) {
                sum += Math.exp(at(from, i) - largest);
            }
            double log = Math.log(sum);
            for (long i = start; i < start + columns; i++) {
                put(y, i, (float) (at(from, i) - largest - log));
            }
        }
    }

    /// y and dy are contiguous.
    static void logSoftmaxGradient(Tensor y, Tensor dy, Output dx) {
        long columns = y.dim(-1);
        for (long start = 0; start < y.elements(); start += columns) {
            double sum = 0;
            for (long i = start; i < start + columns; i++) {
                sum += at(dy.memory(), i);
            }
            for (long i = start; i < start + columns; i++) {
                put(dx, i, (float) (at(dy.memory(), i) - Math.exp(at(y.memory(), i)) * sum));
            }
        }
    }

    static float at(MemorySegment memory, long index) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    static void put(Output y, long index, float value) {
        MemorySegment memory = y.tensor().memory();
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, y.adds() ? at(memory, index) + value : value);
    }
}
