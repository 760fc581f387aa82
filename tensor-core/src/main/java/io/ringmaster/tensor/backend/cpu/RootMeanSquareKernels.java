package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Normalizations;

/// Rows brought to root mean square 1. The caller has a scope open.
final class RootMeanSquareKernels {

    private RootMeanSquareKernels() {}

    static void run(Normalizations.RootMeanSquare of) {
        Layout rows = Layout.contiguous(of.x().shape());
        Tensor x = Inputs.contiguous(of.x());
        Tensor y = Staged.target(of.y(), rows);
        Tensor scale = Staged.target(of.scale(), Layout.contiguous(of.scale().tensor().shape()));
        int columns = Math.toIntExact(of.w().elements());
        float[] weights = floats(of.w(), columns);
        float[] values = new float[columns];
        for (long row = 0; row < scale.elements(); row++) {
            Scratch.load(x.memory(), row * columns, 1, values, columns);
            float factor = (float) (1 / Math.sqrt(product(values, values) / columns + of.epsilon()));
            for (int i = 0; i < columns; i++) {
                values[i] = values[i] * factor * weights[i];
            }
            Scratch.store(values, y.memory(), row * columns, columns);
            Scratch.put(scale.memory(), false, row, factor);
        }
        Staged.deliver(y, of.y());
        Staged.deliver(scale, of.scale());
    }

    static void run(Normalizations.RootMeanSquareGradient of) {
        Layout rows = Layout.contiguous(of.x().shape());
        Tensor x = Inputs.contiguous(of.x());
        Tensor dy = Inputs.contiguous(of.dy());
        Tensor scale = Inputs.contiguous(of.scale());
        Tensor dx = Staged.target(of.dx(), rows);
        int columns = Math.toIntExact(of.w().elements());
        float[] weights = floats(of.w(), columns);
        float[] values = new float[columns];
        float[] slope = new float[columns];
        double[] dw = new double[columns];
        for (long row = 0; row < scale.elements(); row++) {
            Scratch.load(x.memory(), row * columns, 1, values, columns);
            Scratch.load(dy.memory(), row * columns, 1, slope, columns);
            float factor = Scratch.at(scale.memory(), row);
            for (int i = 0; i < columns; i++) {
                dw[i] += slope[i] * values[i] * factor;
                slope[i] *= weights[i];
            }
            float shared = (float) (product(slope, values) * factor * factor / columns);
            for (int i = 0; i < columns; i++) {
                slope[i] = (slope[i] - values[i] * shared) * factor;
            }
            Scratch.store(slope, dx.memory(), row * columns, columns);
        }
        Staged.deliver(dx, of.dx());
        Tensor sums = Staged.target(of.dw(), Layout.contiguous(of.w().shape()));
        for (int i = 0; i < columns; i++) {
            Scratch.put(sums.memory(), false, i, (float) dw[i]);
        }
        Staged.deliver(sums, of.dw());
    }

    private static float[] floats(Tensor w, int count) {
        float[] values = new float[count];
        Scratch.load(Inputs.contiguous(w).memory(), 0, 1, values, count);
        return values;
    }

    /// Eight sums side by side: one alone would wait for each addition to end.
    private static double product(float[] a, float[] b) {
        double[] sums = new double[8];
        int i = 0;
        for (; i <= a.length - sums.length; i += sums.length) {
            for (int lane = 0; lane < sums.length; lane++) {
                sums[lane] += (double) a[i + lane] * b[i + lane];
            }
        }
        double rest = 0;
        for (; i < a.length; i++) {
            rest += (double) a[i] * b[i];
        }
        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])) + rest;
    }
}
