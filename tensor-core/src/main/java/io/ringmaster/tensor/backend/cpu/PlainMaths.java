package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.kernel.Attentions;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import io.ringmaster.tensor.backend.kernel.Poolings;
import io.ringmaster.tensor.backend.kernel.Softmaxes;
import io.ringmaster.tensor.backend.reference.AttentionKernels;
import io.ringmaster.tensor.backend.reference.NormalizationKernels;
import io.ringmaster.tensor.backend.reference.PoolingKernels;
import io.ringmaster.tensor.backend.reference.SoftmaxKernels;

/// Where no maths library loads: loops in Java, on one thread.
final class PlainMaths implements Maths {

    @Override
    public Runnable prepared(Elements function, int threads) {
        return ElementKernels.prepared(function);
    }

    @Override
    public void run(Attentions attention, int threads) {
        AttentionKernels.run(attention);
    }

    @Override
    public Runnable prepared(Matrices product, int threads) {
        return () -> PlainMatrices.run(product);
    }

    @Override
    public Runnable prepared(Convolutions convolution, int threads) {
        return () -> PatchConvolutions.run(convolution);
    }

    @Override
    public void run(Normalizations normalization, int threads) {
        NormalizationKernels.run(normalization);
    }

    @Override
    public Runnable prepared(Poolings pooling, int threads) {
        return () -> PoolingKernels.run(pooling);
    }

    @Override
    public void run(Softmaxes softmax, int threads) {
        SoftmaxKernels.run(softmax);
    }

    @Override
    public void endThread() {}
}
