package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Kernel;
import io.ringmaster.tensor.backend.kernel.Losses;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Reductions;
import io.ringmaster.tensor.backend.kernel.Softmaxes;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;

/// The host's cores: float32 arithmetic, matrix products by a maths library, all else in loops that vectorise.
final class CpuBackend extends HostBackend {

    private static final ThreadLocal<Integer> THREADS = new ThreadLocal<>();

    private final ExactReduction exactReduction = new CpuExactReduction();
    private final MatrixKernels matrices;
    private final int defaultThreads;

    CpuBackend(Device device, MatrixKernel matrices, int defaultThreads) {
        super(device);
        this.matrices = new MatrixKernels(matrices);
        this.defaultThreads = defaultThreads;
    }

    @Override
    public boolean supports(DType dtype) {
        return switch (dtype) {
            case FLOAT32, INT32, INT64 -> true;
            case FLOAT64 -> false;
        };
    }

    @Override
    public void useThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("%d threads for kernels; at least 1".formatted(threads));
        }
        THREADS.set(threads);
    }

    @Override
    public void run(Kernel kernel) {
        switch (kernel) {
            case Elements elements -> ElementKernels.run(elements);
            case Reductions reduction -> ReductionKernels.run(reduction);
            case Matrices product -> matrices.run(product, threads());
            case Softmaxes softmax -> SoftmaxKernels.run(softmax);
            case Losses loss -> LossKernels.run(loss);
            case Updates update -> UpdateKernels.run(update);
        }
    }

    private int threads() {
        Integer threads = THREADS.get();
        return threads == null ? defaultThreads : threads;
    }

    @Override
    public void accumulate(MemorySegment into, MemorySegment from) {
        requireSameLength(into, from);
        UpdateKernels.accumulate(into, from);
    }

    @Override
    public void scale(MemorySegment values, float factor) {
        requireSameLength(values, values);
        UpdateKernels.scale(values, factor);
    }

    @Override
    public ExactReduction exactReduction() {
        return exactReduction;
    }
}
