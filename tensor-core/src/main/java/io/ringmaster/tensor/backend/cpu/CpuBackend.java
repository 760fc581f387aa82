package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.host.IntegerMatrices;
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

/// The host's cores: float32 arithmetic, heavy work by a maths library, all else in loops that vectorise.
final class CpuBackend extends HostBackend {

    private static final ThreadLocal<Integer> THREADS = new ThreadLocal<>();

    private final ExactReduction exactReduction = new CpuExactReduction();
    private final Maths maths;
    private final int defaultThreads;

    CpuBackend(Device device, Maths maths, int defaultThreads) {
        super(device);
        this.maths = maths;
        this.defaultThreads = defaultThreads;
    }

    @Override
    public boolean supports(DType dtype) {
        return true;
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
        prepared(kernel).run();
    }

    @Override
    public Runnable prepared(Kernel kernel) {
        if (belongsToReference(kernel)) {
            return Backends.of(Device.REFERENCE).prepared(kernel);
        }
        int threads = threads();
        return switch (kernel) {
            case Attentions attention -> () -> maths.run(attention, threads);
            case Convolutions convolution -> maths.prepared(convolution, threads);
            case Elements elements -> maths.prepared(elements, threads);
            case Gathers gather -> () -> GatherKernels.run(gather);
            case Losses loss -> LossKernels.prepared(loss);
            case Matrices product when IntegerMatrices.takes(product) -> () -> IntegerMatrices.run(product);
            case Matrices product -> maths.prepared(product, threads);
            case Normalizations normalization -> () -> maths.run(normalization, threads);
            case Poolings pooling -> maths.prepared(pooling, threads);
            case Reductions reduction -> ReductionKernels.prepared(reduction);
            case Scans scan -> () -> ScanKernels.run(scan);
            case Softmaxes softmax -> () -> maths.run(softmax, threads);
            case Updates update -> () -> UpdateKernels.run(update);
        };
    }

    /// Whether the reference's loops do it, on the same memory: float64 is there for checks, not for speed, and so is
    /// bfloat16 where it takes more than moving and plain arithmetic.
    private static boolean belongsToReference(Kernel kernel) {
        if (kernel instanceof Updates.Step(_, _, var pieces)) {
            return !pieces.isEmpty() && isForeign(pieces.getFirst().values().dtype(), false);   // all have one dtype
        }
        boolean takesBfloat16 = switch (kernel) {
            case Convolutions _, Elements _, Gathers _, Matrices _, Normalizations _, Poolings _, Reductions _, Scans _,
                Softmaxes _ -> true;
            case Attentions _, Losses _, Updates _ -> false;
        };
        for (Tensor input : kernel.inputs()) {
            if (isForeign(input.dtype(), takesBfloat16)) {
                return true;
            }
        }
        for (Output output : kernel.outputs()) {
            if (isForeign(output.tensor().dtype(), takesBfloat16)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isForeign(DType dtype, boolean takesBfloat16) {
        return dtype == DType.FLOAT64 || dtype == DType.BFLOAT16 && !takesBfloat16;
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
