package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.op.OpCase.Input;
import io.ringmaster.tensor.op.OpCase.Kind;
import io.ringmaster.tensor.random.RandomStream;
import java.lang.foreign.MemorySegment;

/// One op case on one backend: the same values, direction and weights on all of them.
record Trial(OpCase of, Backend on) {

    private static final double STEP = 1e-5;

    /// The widest floating dtype of the backend.
    private DType floating() {
        return on.supports(DType.FLOAT64) ? DType.FLOAT64 : DType.FLOAT32;
    }

    double[] forward() {
        try (Scope _ = Scope.open()) {
            return run(inputs(0)).toDoubleArray();
        }
    }

    /// ⟨Jᵀu, v⟩ by backward, run twice in a row so that gradients are added as well as set.
    double directionalDerivative() {
        try (Scope _ = Scope.open()) {
            Tensor[] inputs = inputs(0);
            for (int i = 0; i < inputs.length; i++) {
                Kind kind = of.inputs().get(i).kind();
                inputs[i].requiresGrad(kind == Kind.VALUES || kind == Kind.FRACTIONS);
            }
            weighted(run(inputs)).backward();
            weighted(run(inputs)).backward(2);
            double product = 0;
            for (int i = 0; i < inputs.length; i++) {
                double[] direction = draw(of.inputs().get(i).shape(), 100 + i);
                double[] gradient = inputs[i].gradient().map(Tensor::toDoubleArray).orElse(new double[0]);
                for (int j = 0; j < gradient.length; j++) {
                    product += gradient[j] * direction[j] / 3;
                }
            }
            return product;
        }
    }

    /// ⟨u, Jv⟩.
    double centralDifference() {
        try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open()) {
            return (weighted(run(inputs(STEP))).item() - weighted(run(inputs(-STEP))).item()) / (2 * STEP);
        }
    }

    private Tensor run(Tensor[] inputs) {
        return Autograd.apply(of.op(), inputs);
    }

    private Tensor weighted(Tensor y) {
        return y.mul(upload(draw(y.shape(), 200), y.shape())).sum();
    }

    private Tensor[] inputs(double along) {
        Tensor[] inputs = new Tensor[of.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = input(of.inputs().get(i), i, along);
        }
        return inputs;
    }

    private Tensor input(Input input, int site, double along) {
        double[] values = draw(input.shape(), site);
        switch (input.kind()) {
            case LABELS -> {
                long classes = of.inputs().getFirst().shape().dim(-1);
                long[] labels = new long[values.length];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = (i * 2L + 1) % classes;
                }
                Tensor tensor = Tensor.empty(input.shape(), DType.INT64, on);
                on.upload(MemorySegment.ofArray(labels), tensor);
                return tensor;
            }
            case PLACE -> {
                return Tensor.empty(input.shape(), floating(), on);
            }
            case POSITIVE -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.abs(values[i]);
                }
            }
            case VALUES, FRACTIONS -> {
                for (int i = 0; i < values.length && input.kind() == Kind.FRACTIONS; i++) {
                    values[i] = 0.5 + 0.4 * values[i];
                }
                double[] direction = draw(input.shape(), 100 + site);
                for (int i = 0; i < values.length; i++) {
                    values[i] += along * direction[i];
                }
            }
        }
        return switch (input.form()) {
            case CONTIGUOUS -> upload(values, input.shape());
            case TRANSPOSED -> transposed(values, input.shape());
            case SLICED -> sliced(values, input.shape());
            case CHANNELS_LAST -> channelsLast(values, input.shape());
        };
    }

    private Tensor transposed(double[] values, Shape shape) {
        int rows = (int) shape.dim(0);
        int columns = (int) shape.dim(1);
        double[] turned = new double[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = values[row * columns + column];
            }
        }
        return upload(turned, Shape.of(columns, rows)).t();
    }

    private Tensor sliced(double[] values, Shape shape) {
        double[] spread = new double[2 * values.length + 1];
        for (int i = 0; i < values.length; i++) {
            spread[2 * i + 1] = values[i];
        }
        long[] strides = Layout.contiguous(shape).strides();
        for (int dim = 0; dim < strides.length; dim++) {
            strides[dim] *= 2;
        }
        return upload(spread, Shape.of(spread.length)).viewAs(Layout.strided(shape, strides, 1));
    }

    private Tensor channelsLast(double[] values, Shape shape) {
        Tensor lying = Tensor.empty(Layout.channelsLast(shape), floating(), on);
        on.run(new Elements.Copy(upload(values, shape), Output.set(lying)));
        return lying;
    }

    private Tensor upload(double[] values, Shape shape) {
        Tensor tensor = Tensor.empty(shape, floating(), on);
        if (floating() == DType.FLOAT64) {
            on.upload(MemorySegment.ofArray(values), tensor);
        } else {
            float[] narrow = new float[values.length];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = (float) values[i];
            }
            on.upload(MemorySegment.ofArray(narrow), tensor);
        }
        return tensor;
    }

    /// Values between 0.1 and 1 or their negatives: away from ReLU's corner, and exact in float32.
    private static double[] draw(Shape shape, int site) {
        RandomStream stream = new RandomStream(11, 0, 0, site);
        double[] values = new double[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            float magnitude = 0.1f + 0.9f * stream.uniform(2L * i);
            values[i] = stream.uniform(2L * i + 1) < 0.5f ? -magnitude : magnitude;
        }
        return values;
    }
}
