package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.kernel.Attentions;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Gathers;
import io.ringmaster.tensor.backend.kernel.Kernel;
import io.ringmaster.tensor.backend.kernel.Losses;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import io.ringmaster.tensor.backend.kernel.Poolings;
import io.ringmaster.tensor.backend.kernel.Reductions;
import io.ringmaster.tensor.backend.kernel.Scans;
import io.ringmaster.tensor.backend.kernel.Softmaxes;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Plain loops in float64, whatever dtype the tensors are stored in: slow, and easy to see right. Every other backend
/// is measured against this one.
final class ReferenceBackend extends HostBackend {

    private final ExactReduction exactReduction = new ReferenceExactReduction();

    ReferenceBackend(Device device) {
        super(device);
    }

    @Override
    public boolean supports(DType dtype) {
        return true;
    }

    /// One thread, whatever is allowed.
    @Override
    public void useThreads(int threads) {}

    @Override
    public void run(Kernel kernel) {
        switch (kernel) {
            case Attentions attention -> AttentionKernels.run(attention);
            case Convolutions convolution -> ConvolutionKernels.run(convolution);
            case Elements elements -> ElementKernels.run(elements);
            case Gathers gather -> GatherKernels.run(gather);
            case Reductions reduction -> ReductionKernels.run(reduction);
            case Scans scan -> ScanKernels.run(scan);
            case Matrices product -> MatrixKernels.run(product);
            case Normalizations normalization -> NormalizationKernels.run(normalization);
            case Poolings pooling -> PoolingKernels.run(pooling);
            case Softmaxes softmax -> SoftmaxKernels.run(softmax);
            case Losses loss -> LossKernels.run(loss);
            case Updates update -> UpdateKernels.run(update);
        }
    }

    @Override
    public void accumulate(MemorySegment into, MemorySegment from) {
        requireSameLength(into, from);
        for (long at = 0; at < into.byteSize(); at += Float.BYTES) {
            double sum = (double) into.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at)
                + from.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
            into.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) sum);
        }
    }

    @Override
    public void scale(MemorySegment values, float factor) {
        requireSameLength(values, values);
        for (long at = 0; at < values.byteSize(); at += Float.BYTES) {
            double product = (double) values.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at) * factor;
            values.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) product);
        }
    }

    @Override
    public ExactReduction exactReduction() {
        return exactReduction;
    }
}
