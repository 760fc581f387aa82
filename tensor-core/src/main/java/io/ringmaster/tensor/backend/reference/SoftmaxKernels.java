package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Softmaxes;

/// Functions of whole rows along one dim.
public final class SoftmaxKernels {

    private SoftmaxKernels() {}

    public static void run(Softmaxes softmax) {
        switch (softmax) {
            case Softmaxes.Softmax(var log, var dim, var x, var y) -> softmax(log, dim, x, y);
            case Softmaxes.SoftmaxGradient(var log, var dim, var y, var dy, var dx) -> gradient(log, dim, y, dy, dx);
        }
    }

    /// Where a row's elements are, counted row by row through the shape.
    private interface Body {

        void row(long first, long step);
    }

    private static void forEachRow(Shape shape, int dim, Body body) {
        long step = 1;
        for (int behind = dim + 1; behind < shape.rank(); behind++) {
            step *= shape.dim(behind);
        }
        for (long row = 0; row < shape.elements() / Math.max(1, shape.dim(dim)); row++) {
            body.row(row / step * step * shape.dim(dim) + row % step, step);
        }
    }

    private static void softmax(boolean log, int dim, Tensor x, Output y) {
        Values from = Values.of(x);
        long size = x.dim(dim);
        forEachRow(x.shape(), dim, (first, step) -> {
            double largest = Double.NEGATIVE_INFINITY;
            for (long i = 0; i < size; i++) {
                largest = Math.max(largest, from.get(first + i * step));
            }
            double sum = 0;
            for (long i = 0; i < size; i++) {
                sum += Math.exp(from.get(first + i * step) - largest);
            }
            for (long i = 0; i < size; i++) {
                double above = from.get(first + i * step) - largest;
                Values.put(y, first + i * step, log ? above - Math.log(sum) : Math.exp(above) / sum);
            }
        });
    }

    private static void gradient(boolean log, int dim, Tensor y, Tensor dy, Output dx) {
        Values result = Values.of(y);
        Values slope = Values.of(dy);
        long size = y.dim(dim);
        forEachRow(y.shape(), dim, (first, step) -> {
            double sum = 0;
            for (long i = 0; i < size; i++) {
                long at = first + i * step;
                sum += log ? slope.get(at) : slope.get(at) * result.get(at);
            }
            for (long i = 0; i < size; i++) {
                long at = first + i * step;
                Values.put(dx, at, log
                    ? slope.get(at) - Math.exp(result.get(at)) * sum : result.get(at) * (slope.get(at) - sum));
            }
        });
    }
}
