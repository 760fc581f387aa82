package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Softmaxes;

/// Functions of whole rows, over the last dim.
final class SoftmaxKernels {

    private SoftmaxKernels() {}

    static void run(Softmaxes softmax) {
        switch (softmax) {
            case Softmaxes.Log(var x, var y) -> logSoftmax(x, y);
            case Softmaxes.LogGradient(var y, var dy, var dx) -> logSoftmaxGradient(y, dy, dx);
        }
    }

    private static void logSoftmax(Tensor x, Output y) {
        Values from = Values.of(x);
        long columns = x.dim(-1);
        for (long start = 0; start < x.elements(); start += columns) {
            double largest = Double.NEGATIVE_INFINITY;
            for (long i = start; i < start + columns; i++) {
                largest = Math.max(largest, from.get(i));
            }
            double sum = 0;
            for (long i = start; i < start + columns; i++) {
                sum += Math.exp(from.get(i) - largest);
            }
            for (long i = start; i < start + columns; i++) {
                Values.put(y, i, from.get(i) - largest - Math.log(sum));
            }
        }
    }

    private static void logSoftmaxGradient(Tensor y, Tensor dy, Output dx) {
        Values result = Values.of(y);
        Values gradient = Values.of(dy);
        long columns = y.dim(-1);
        for (long start = 0; start < y.elements(); start += columns) {
            double sum = 0;
            for (long i = start; i < start + columns; i++) {
                sum += gradient.get(i);
            }
            for (long i = start; i < start + columns; i++) {
                Values.put(dx, i, gradient.get(i) - Math.exp(result.get(i)) * sum);
            }
        }
    }
}
