package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.SgdRule;
import io.ringmaster.tensor.backend.Unary;
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
    public void copy(Tensor x, Output y) {
        if (!x.dtype().isFloating()) {
            copyElements(x, y.tensor());
            return;
        }
        Values from = Values.of(x, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, from.get(i));
        }
    }

    @Override
    public void map(Unary function, Tensor x, Output y) {
        Values from = Values.of(x, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            double value = from.get(i);
            Values.put(y, i, switch (function) {
                case RELU -> Math.max(value, 0);
            });
        }
    }

    @Override
    public void zip(Binary function, Tensor a, Tensor b, Output y) {
        Values first = Values.of(a, y.tensor().shape());
        Values second = Values.of(b, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, apply(function, first.get(i), second.get(i)));
        }
    }

    @Override
    public void zip(Binary function, Tensor a, double b, Output y) {
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

    @Override
    public void dropout(DropoutMask mask, Tensor x, Output y) {
        Values from = Values.of(x);
        for (long i = 0; i < x.elements(); i++) {
            Values.put(y, i, mask.keeps(mask.stream().bits(i)) ? from.get(i) * mask.scale() : 0);
        }
    }

    @Override
    public void sum(Tensor x, Output y) {
        Values from = Values.of(x);
        Values to = Values.of(y.tensor(), x.shape());
        double[] sums = new double[Math.toIntExact(y.tensor().elements())];
        for (long i = 0; i < x.elements(); i++) {
            sums[(int) to.place(i)] += from.get(i);
        }
        for (int i = 0; i < sums.length; i++) {
            Values.put(y, i, sums[i]);
        }
    }

    @Override
    public void argmax(Tensor x, Tensor y) {
        Values from = Values.of(x);
        long columns = x.dim(1);
        for (long row = 0; row < x.dim(0); row++) {
            long largest = 0;
            for (long column = 1; column < columns; column++) {
                if (Double.compare(from.get(row * columns + column) + 0.0, from.get(row * columns + largest) + 0.0) > 0) {
                    largest = column;
                }
            }
            y.memory().setAtIndex(ValueLayout.JAVA_LONG, row, largest);
        }
    }

    @Override
    public void matmul(Tensor a, Tensor b, Output y) {
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

    @Override
    public void linear(Tensor x, Tensor w, Tensor b, Output y) {
        copy(b, y);
        matmul(x, w.t(), Output.add(y.tensor()));
    }

    @Override
    public void logSoftmax(Tensor x, Output y) {
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

    @Override
    public void logSoftmaxGradient(Tensor y, Tensor dy, Output dx) {
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

    @Override
    public void negativeLogLikelihood(Tensor x, Tensor labels, Tensor weights, Output y) {
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

    @Override
    public void negativeLogLikelihoodGradient(Tensor labels, Tensor weights, Tensor dy, Output dx) {
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

    @Override
    public void sgd(SgdRule rule, Tensor values, Tensor gradients) {
        for (long i = 0; i < values.elements(); i++) {
            double value = Values.read(values, i);
            double gradient = Values.read(gradients, i) + rule.weightDecay() * value;
            Values.write(values, i, value - rule.learningRate() * gradient);
        }
    }

    @Override
    public void sgd(SgdRule rule, Tensor values, Tensor gradients, Tensor momentum) {
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
