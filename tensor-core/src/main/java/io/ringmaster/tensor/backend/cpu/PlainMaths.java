package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import io.ringmaster.tensor.backend.reference.NormalizationKernels;

/// Where no maths library loads: loops in Java.
final class PlainMaths implements Maths {

    private final MatrixKernels matrices = new MatrixKernels(new BlockedLoops());
    private final PatchConvolutions convolutions = new PatchConvolutions(new BlockedLoops());

    @Override
    public void run(Matrices product, int threads) {
        matrices.run(product, threads);
    }

    @Override
    public void run(Convolutions convolution, int threads) {
        convolutions.run(convolution, threads);
    }

    @Override
    public void run(Normalizations normalization, int threads) {
        NormalizationKernels.run(normalization);
    }
}
