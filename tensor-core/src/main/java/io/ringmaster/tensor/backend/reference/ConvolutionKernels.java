package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.kernel.Convolutions;

/// Windows over images with weights.
final class ConvolutionKernels {

    private ConvolutionKernels() {}

    static void run(Convolutions convolution) {
        switch (convolution) {
            case Convolutions.Forward(var over, var x, var w, var b, var y) -> {
                double[] sums = sums(y);
                b.ifPresent(bias -> fill(sums, Values.of(bias), y.tensor().shape()));
                Values from = Values.of(x);
                Values weights = Values.of(w);
                forEachProduct(over, x.shape(), w.shape(), y.tensor().shape(), (xi, wi, yi) ->
                    sums[yi] += from.get(xi) * weights.get(wi));
                put(sums, y);
            }
            case Convolutions.InputGradient(var over, var dy, var w, var dx) -> {
                double[] sums = sums(dx);
                Values from = Values.of(dy);
                Values weights = Values.of(w);
                forEachProduct(over, dx.tensor().shape(), w.shape(), dy.shape(), (xi, wi, yi) ->
                    sums[xi] += from.get(yi) * weights.get(wi));
                put(sums, dx);
            }
            case Convolutions.WeightGradient(var over, var x, var dy, var dw, var db) -> {
                double[] sums = sums(dw);
                Values from = Values.of(x);
                Values gradient = Values.of(dy);
                forEachProduct(over, x.shape(), dw.tensor().shape(), dy.shape(), (xi, wi, yi) ->
                    sums[wi] += from.get(xi) * gradient.get(yi));
                put(sums, dw);
                db.ifPresent(to -> biasGradient(dy, to));
            }
        }
    }

    /// One product that a convolution adds up: indices into x, w and y, each counted row by row.
    private interface Product {

        void add(int x, int w, int y);
    }

    private static void forEachProduct(Windows over, Shape x, Shape w, Shape y, Product product) {
        long groups = x.dim(1) / Math.max(1, w.dim(1));
        for (long yi = 0; yi < y.elements(); yi++) {
            long column = yi % y.dim(3);
            long row = yi / y.dim(3) % y.dim(2);
            long channel = yi / (y.dim(3) * y.dim(2)) % y.dim(1);
            long image = yi / (y.dim(3) * y.dim(2) * y.dim(1));
            long firstChannel = channel / (y.dim(1) / groups) * w.dim(1);
            for (long tap = 0; tap < w.elements() / w.dim(0); tap++) {
                long inRow = over.height().place(row, tap / w.dim(3) % w.dim(2));
                long inColumn = over.width().place(column, tap % w.dim(3));
                if (inRow >= 0 && inRow < x.dim(2) && inColumn >= 0 && inColumn < x.dim(3)) {
                    long inChannel = firstChannel + tap / (w.dim(3) * w.dim(2));
                    long xi = ((image * x.dim(1) + inChannel) * x.dim(2) + inRow) * x.dim(3) + inColumn;
                    product.add((int) xi, (int) (channel * (w.elements() / w.dim(0)) + tap), (int) yi);
                }
            }
        }
    }

    private static double[] sums(Output output) {
        return new double[Math.toIntExact(output.tensor().elements())];
    }

    private static void fill(double[] sums, Values bias, Shape y) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = bias.get(i / (y.dim(2) * y.dim(3)) % y.dim(1));
        }
    }

    private static void put(double[] sums, Output to) {
        for (int i = 0; i < sums.length; i++) {
            Values.put(to, i, sums[i]);
        }
    }

    private static void biasGradient(Tensor dy, Output db) {
        double[] sums = sums(db);
        Values gradient = Values.of(dy);
        for (long i = 0; i < dy.elements(); i++) {
            sums[(int) (i / (dy.dim(2) * dy.dim(3)) % dy.dim(1))] += gradient.get(i);
        }
        put(sums, db);
    }
}
