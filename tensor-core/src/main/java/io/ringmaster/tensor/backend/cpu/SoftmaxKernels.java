package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Softmaxes;
import java.lang.foreign.MemorySegment;

/// Functions of whole rows, which lie one after another. Sums are kept in double.
final class SoftmaxKernels {

    private SoftmaxKernels() {}

    static void run(Softmaxes softmax) {
        switch (softmax) {
            case Softmaxes.Log(var x, var y) -> Staged.contiguous(y, to -> log(x.contiguous(), to));
            case Softmaxes.LogGradient(var y, var dy, var dx) ->
                Staged.contiguous(dx, to -> logGradient(y.contiguous(), dy.contiguous(), to));
        }
    }

    private static void log(Tensor x, Output y) {
        long columns = x.dim(-1);
        MemorySegment from = x.memory();
        MemorySegment to = y.tensor().memory();
        for (long start = 0; start < x.elements(); start += columns) {
            float largest = Float.NEGATIVE_INFINITY;
            for (long i = start; i < start + columns; i++) {
                largest = Math.max(largest, Scratch.at(from, i));
            }
            double sum = 0;
            for (long i = start; i < start + columns; i++) {
                sum += Math.exp(Scratch.at(from, i) - largest);
            }
            double log = Math.log(sum);
            for (long i = start; i < start + columns; i++) {
                Scratch.put(to, y.adds(), i, (float) (Scratch.at(from, i) - largest - log));
            }
        }
    }

    private static void logGradient(Tensor y, Tensor dy, Output dx) {
        long columns = y.dim(-1);
        MemorySegment result = y.memory();
        MemorySegment gradient = dy.memory();
        MemorySegment to = dx.tensor().memory();
        for (long start = 0; start < y.elements(); start += columns) {
            double sum = 0;
            for (long i = start; i < start + columns; i++) {
                sum += Scratch.at(gradient, i);
            }
            for (long i = start; i < start + columns; i++) {
                Scratch.put(to, dx.adds(), i,
                    (float) (Scratch.at(gradient, i) - Math.exp(Scratch.at(result, i)) * sum));
            }
        }
    }
}
