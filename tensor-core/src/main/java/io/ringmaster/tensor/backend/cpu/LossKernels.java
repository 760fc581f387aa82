package io.ringmaster.tensor.backend.cpu;

import static io.ringmaster.tensor.backend.HostBackend.label;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Losses;
import java.lang.foreign.MemorySegment;

/// Losses of rows and labels.
final class LossKernels {

    private LossKernels() {}

    static void run(Losses loss) {
        switch (loss) {
            case Losses.NegativeLogLikelihood(var x, var labels, var weights, var y) ->
                negativeLogLikelihood(x, labels, weights, y);
            case Losses.NegativeLogLikelihoodGradient(var labels, var weights, var dy, var dx) ->
                Staged.contiguous(dx, to -> negativeLogLikelihoodGradient(labels, weights, dy, to));
        }
    }

    private static void negativeLogLikelihood(Tensor x, Tensor labels, Tensor weights, Output y) {
        double sum = 0;
        for (long row = 0; row < x.dim(0); row++) {
            int label = label(labels, row, x.dim(1));
            long place = row * x.layout().stride(0) + label * x.layout().stride(1);
            sum -= (double) weight(weights, label) * Scratch.at(x.memory(), place);
        }
        Scratch.put(y.tensor().memory(), y.adds(), 0, (float) (sum / totalWeight(labels, weights)));
    }

    private static void negativeLogLikelihoodGradient(Tensor labels, Tensor weights, Tensor dy, Output dx) {
        long columns = dx.tensor().dim(1);
        double slope = Scratch.at(dy.memory(), 0) / totalWeight(labels, weights);
        MemorySegment to = dx.tensor().memory();
        if (!dx.adds()) {
            to.fill((byte) 0);
        }
        for (long row = 0; row < dx.tensor().dim(0); row++) {
            int label = label(labels, row, columns);
            Scratch.put(to, true, row * columns + label, (float) (-weight(weights, label) * slope));
        }
    }

    private static double totalWeight(Tensor labels, Tensor weights) {
        double total = 0;
        for (long row = 0; row < labels.elements(); row++) {
            total += weight(weights, label(labels, row, weights.dim(0)));
        }
        return total;
    }

    private static float weight(Tensor weights, int label) {
        return Scratch.at(weights.memory(), label * weights.layout().stride(0));
    }
}
