package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.SgdRule;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Kernel;
import io.ringmaster.tensor.backend.kernel.Losses;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Reductions;
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
        return switch (dtype) {
            case FLOAT32, FLOAT64, INT32, INT64 -> true;
        };
    }

    /// One thread, whatever is allowed.
    @Override
    public void useThreads(int threads) {}

    @Override
    public void run(Kernel kernel) {
        switch (kernel) {
            case Elements elements -> run(elements);
            case Reductions reduction -> run(reduction);
            case Matrices product -> run(product);
            case Softmaxes softmax -> run(softmax);
            case Losses loss -> run(loss);
            case Updates update -> run(update);
        }
    }

    private static void run(Elements elements) {
        switch (elements) {
            case Elements.Fill(var value, var y) -> fill(y.tensor(), value);
            case Elements.Copy(var x, var y) -> copy(x, y);
            case Elements.Map(var function, var x, var y) -> map(function, x, y);
            case Elements.Zip(var function, var a, var b, var y) -> zip(function, a, b, y);
            case Elements.ZipScalar(var function, var a, var b, var y) -> zip(function, a, b, y);
            case Elements.Dropout(var mask, var x, var y) -> dropout(mask, x, y);
        }
    }

    private static void run(Reductions reduction) {
        switch (reduction) {
            case Reductions.Sum(var x, var y) -> sum(x, y);
            case Reductions.ArgMax(var x, var y) -> argMax(x, y.tensor());
        }
    }

    private static void run(Matrices product) {
        switch (product) {
            case Matrices.Product(var a, var b, var y) -> multiply(a, b, y);
            case Matrices.Linear(var x, var w, var b, var y) -> {
                copy(b, y);
                multiply(x, w.t(), Output.add(y.tensor()));
            }
        }
    }

    private static void run(Softmaxes softmax) {
        switch (softmax) {
            case Softmaxes.Log(var x, var y) -> logSoftmax(x, y);
            case Softmaxes.LogGradient(var y, var dy, var dx) -> logSoftmaxGradient(y, dy, dx);
        }
    }

    private static void run(Losses loss) {
        switch (loss) {
            case Losses.NegativeLogLikelihood(var x, var labels, var weights, var y) ->
                negativeLogLikelihood(x, labels, weights, y);
            case Losses.NegativeLogLikelihoodGradient(var labels, var weights, var dy, var dx) ->
                negativeLogLikelihoodGradient(labels, weights, dy, dx);
        }
    }

    private static void run(Updates update) {
        switch (update) {
            case Updates.Sgd(var rule, var values, var gradients, var momentum) -> {
                if (momentum.isPresent()) {
                    sgd(rule, values, gradients, momentum.get());
                } else {
                    sgd(rule, values, gradients);
                }
            }
        }
    }

    private static void copy(Tensor x, Output y) {
        if (!x.dtype().isFloating()) {
            copyElements(x, y.tensor());
            return;
        }
        Values from = Values.of(x, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, from.get(i));
        }
    }

    private static void map(Unary function, Tensor x, Output y) {
        Values from = Values.of(x, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            double value = from.get(i);
            Values.put(y, i, switch (function) {
                case RELU -> Math.max(value, 0);
            });
        }
    }

    private static void zip(Binary function, Tensor a, Tensor b, Output y) {
        Values first = Values.of(a, y.tensor().shape());
        Values second = Values.of(b, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, apply(function, first.get(i), second.get(i)));
        }
    }

    private static void zip(Binary function, Tensor a, double b, Output y) {
        Values first = Values.of(a, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, apply(function, first.get(i), b));
        }
    }

    private static double apply(Binary function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case RELU_GRADIENT -> a > 0 ? b : 0;
        };
    }

    private static void dropout(DropoutMask mask, Tensor x, Output y) {
        Values from = Values.of(x);
        for (long i = 0; i < x.elements(); i++) {
            Values.put(y, i, mask.keeps(mask.stream().bits(i)) ? from.get(i) * mask.scale() : 0);
        }
    }

    private static void sum(Tensor x, Output y) {
        Values from = Values.of(x);
        long[] walk = Layout.contiguous(y.tensor().shape()).stridesOver(x.shape());
        double[] sums = new double[Math.toIntExact(y.tensor().elements())];
        for (long i = 0; i < x.elements(); i++) {
            sums[(int) Walk.offset(i, x.shape(), walk)] += from.get(i);
        }
        for (int i = 0; i < sums.length; i++) {
            Values.put(y, i, sums[i]);
        }
    }

    private static void argMax(Tensor x, Tensor y) {
        Values from = Values.of(x);
        long columns = x.dim(1);
        for (long row = 0; row < x.dim(0); row++) {
            long largest = 0;
            for (long column = 1; column < columns; column++) {
                if (Double.compare(from.get(row * columns + column) + 0.0, from.get(row * columns + largest) + 0.0) > 0) {
                    largest = column;
                }
            }
            y.memory().setAtIndex(ValueLayout.JAVA_LONG, row * y.layout().stride(0), largest);
        }
    }

    private static void multiply(Tensor a, Tensor b, Output y) {
        long inner = a.dim(1);
        long columns = b.dim(1);
        Values left = Values.of(a);
        Values right = Values.of(b);
        for (long row = 0; row < a.dim(0); row++) {
            for (long column = 0; column < columns; column++) {
                double sum = 0;
                for (long k = 0; k < inner; k++) {
                    sum += left.get(row * inner + k) * right.get(k * columns + column);
                }
                Values.put(y, row * columns + column, sum);
            }
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

    private static void negativeLogLikelihood(Tensor x, Tensor labels, Tensor weights, Output y) {
        Values from = Values.of(x);
        Values weight = Values.of(weights);
        long classes = x.dim(1);
        double sum = 0;
        for (long row = 0; row < x.dim(0); row++) {
            int label = label(labels, row, classes);
            sum -= weight.get(label) * from.get(row * classes + label);
        }
        Values.put(y, 0, sum / totalWeight(labels, weights));
    }

    private static void negativeLogLikelihoodGradient(Tensor labels, Tensor weights, Tensor dy, Output dx) {
        Values weight = Values.of(weights);
        long classes = weights.dim(0);
        double slope = Values.of(dy).get(0) / totalWeight(labels, weights);
        for (long i = 0; i < dx.tensor().elements(); i++) {
            int label = label(labels, i / classes, classes);
            Values.put(dx, i, i % classes == label ? -weight.get(label) * slope : 0);
        }
    }

    private static double totalWeight(Tensor labels, Tensor weights) {
        double total = 0;
        for (long row = 0; row < labels.elements(); row++) {
            total += Values.of(weights).get(label(labels, row, weights.dim(0)));
        }
        return total;
    }

    private static void sgd(SgdRule rule, Tensor values, Tensor gradients) {
        for (long i = 0; i < values.elements(); i++) {
            double value = Values.read(values, i);
            double gradient = Values.read(gradients, i) + rule.weightDecay() * value;
            Values.write(values, i, value - rule.learningRate() * gradient);
        }
    }

    private static void sgd(SgdRule rule, Tensor values, Tensor gradients, Tensor momentum) {
        for (long i = 0; i < values.elements(); i++) {
            double value = Values.read(values, i);
            double gradient = Values.read(gradients, i) + rule.weightDecay() * value;
            double moment = rule.momentum() * Values.read(momentum, i) + gradient;
            Values.write(momentum, i, moment);
            Values.write(values, i, value - rule.learningRate() * moment);
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
