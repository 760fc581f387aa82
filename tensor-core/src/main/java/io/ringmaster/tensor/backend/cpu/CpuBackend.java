package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.SgdRule;
import io.ringmaster.tensor.backend.Unary;
import java.lang.foreign.MemorySegment;

/// The host's cores: float32 arithmetic, matrix products by a maths library, all else in loops that vectorise.
final class CpuBackend extends HostBackend {

    private static final ThreadLocal<Integer> THREADS = new ThreadLocal<>();

    private final ExactReduction exactReduction = new CpuExactReduction();
    private final MatrixKernel matrices;
    private final int defaultThreads;

    CpuBackend(Device device, MatrixKernel matrices, int defaultThreads) {
        super(device);
        this.matrices = matrices;
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
    public void copy(Tensor x, Output y) {
        if (x.dtype() == DType.FLOAT32) {
            ElementKernels.copy(x, y);
        } else {
            copyElements(x, y.tensor());
        }
    }

    @Override
    public void map(Unary function, Tensor x, Output y) {
        ElementKernels.map(function, x, y);
    }

    @Override
    public void zip(Binary function, Tensor a, Tensor b, Output y) {
        ElementKernels.zip(function, a, b, y);
    }

    @Override
    public void zip(Binary function, Tensor a, double b, Output y) {
        ElementKernels.zip(function, a, b, y);
    }

    @Override
    public void dropout(DropoutMask mask, Tensor x, Output y) {
        ElementKernels.dropout(mask, x, y);
    }

    @Override
    public void sum(Tensor x, Output y) {
        RowKernels.sum(x, y);
    }

    @Override
    public void argmax(Tensor x, Tensor y) {
        RowKernels.argmax(x, y);
    }

    @Override
    public void matmul(Tensor a, Tensor b, Output y) {
        long rows = a.dim(0);
        long columns = b.dim(1);
        if (rows == 0 || columns == 0) {
            return;
        }
        if (a.dim(1) == 0) {
            if (!y.adds()) {
                fill(y.tensor(), 0);
            }
            return;
        }
        Matrix result = new Matrix(y.tensor().memory(), rows, columns, columns, false);
        Integer threads = THREADS.get();
        matrices.multiply(matrix(a), matrix(b), result, y.adds(), threads == null ? defaultThreads : threads);
    }

    private static Matrix matrix(Tensor tensor) {
        return Matrix.of(tensor).or(() -> Matrix.of(tensor.contiguous())).orElseThrow();
    }

    @Override
    public void linear(Tensor x, Tensor w, Tensor b, Output y) {
        copy(b, y);
        matmul(x, w.t(), Output.add(y.tensor()));
    }

    @Override
    public void logSoftmax(Tensor x, Output y) {
        RowKernels.logSoftmax(x.contiguous(), y);
    }

    @Override
    public void logSoftmaxGradient(Tensor y, Tensor dy, Output dx) {
        RowKernels.logSoftmaxGradient(y, dy, dx);
    }

    @Override
    public void negativeLogLikelihood(Tensor x, Tensor labels, Tensor weights, Output y) {
        long classes = x.dim(1);
        double sum = 0;
        for (long row = 0; row < x.dim(0); row++) {
            int label = label(labels, row, classes);
            long place = row * x.layout().stride(0) + label * x.layout().stride(1);
            sum -= (double) weight(weights, label) * RowKernels.at(x.memory(), place);
        }
        RowKernels.put(y, 0, (float) (sum / totalWeight(labels, weights)));
    }

    @Override
    public void negativeLogLikelihoodGradient(Tensor labels, Tensor weights, Tensor dy, Output dx) {
        Shape shape = dx.tensor().shape();
        double slope = RowKernels.at(dy.memory(), 0) / totalWeight(labels, weights);
        if (!dx.adds()) {
            fill(dx.tensor(), 0);
        }
        for (long row = 0; row < shape.dim(0); row++) {
            int label = label(labels, row, shape.dim(1));
            RowKernels.put(Output.add(dx.tensor()), row * shape.dim(1) + label,
                (float) (-weight(weights, label) * slope));
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
        return RowKernels.at(weights.memory(), label * weights.layout().stride(0));
    }

    @Override
    public void sgd(SgdRule rule, Tensor values, Tensor gradients) {
        FlatKernels.sgd(rule, values, gradients);
    }

    @Override
    public void sgd(SgdRule rule, Tensor values, Tensor gradients, Tensor momentum) {
        FlatKernels.sgd(rule, values, gradients, momentum);
    }

    @Override
    public void accumulate(MemorySegment into, MemorySegment from) {
        requireSameLength(into, from);
        FlatKernels.accumulate(into, from);
    }

    @Override
    public void scale(MemorySegment values, float factor) {
        requireSameLength(values, values);
        FlatKernels.scale(values, factor);
    }

    @Override
    public ExactReduction exactReduction() {
        return exactReduction;
    }
}
