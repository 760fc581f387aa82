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
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import io.ringmaster.tensor.op.OpCase.Kind;
import io.ringmaster.tensor.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One op case on one backend, in one floating dtype: the same values, direction and weights on all of them.
record Trial(OpCase of, Backend on, DType floating) {

    private static final double STEP = 1e-5;

    double[] forward() {
        try (Scope _ = Scope.open()) {
            return run(inputs(0)).toDoubleArray();
        }
    }

    /// ⟨Jᵀu, v⟩ by backward, run twice in a row so that gradients are added as well as set. 0 where results have no gradient.
    double directionalDerivative() {
        try (Scope _ = Scope.open()) {
            Tensor[] inputs = inputs(0);
            for (int i = 0; i < inputs.length; i++) {
                Kind kind = of.inputs().get(i).kind();
                inputs[i].requiresGrad(kind == Kind.VALUES || kind == Kind.FRACTIONS);
            }
            Tensor first = run(inputs);
            if (!first.requiresGrad()) {
                return 0;
            }
            weighted(first).backward();
            weighted(run(inputs)).backward(2);
            double product = 0;
            for (int i = 0; i < inputs.length; i++) {
                double[] direction = direction(of.inputs().get(i), i);
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
        return y.mul(upload(draw(y.shape(), 200), y.shape(), y.dtype().isFloating() ? y.dtype() : floating, y.backend())).sum();
    }

    private Tensor[] inputs(double along) {
        Tensor[] inputs = new Tensor[of.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = input(of.inputs().get(i), i, along);
        }
        return inputs;
    }

    private Tensor input(Input input, int site, double along) {
        double[] values = values(input, site);
        if (input.kind() == Kind.VALUES || input.kind() == Kind.FRACTIONS) {
            double[] direction = direction(input, site);
            for (int i = 0; i < values.length; i++) {
                values[i] += along * direction[i];
            }
        }
        return arranged(values, input.shape(), input.form(), switch (input.kind()) {
            case VALUES, FRACTIONS, POSITIVE, PLACE -> floating;
            case LABELS, INDICES -> DType.INT64;
            case TRUTHS -> DType.BOOL;
            case NUMBERS -> DType.UINT8;
        });
    }

    private double[] values(Input input, int site) {
        double[] values = draw(input.shape(), site);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (input.kind()) {
                case VALUES, PLACE -> values[i];
                case NUMBERS -> 0;
                case FRACTIONS -> 0.5 + 0.4 * values[i];
                case POSITIVE -> Math.abs(values[i]);
                case LABELS -> (i * 2L + 1) % of.inputs().getFirst().shape().dim(-1);
                case INDICES -> (i * 7L + 3) % input.bound();
                case TRUTHS -> values[i] > 0 ? 1 : 0;
            };
        }
        return values;
    }

    /// The same for elements that are one in memory.
    private static double[] direction(Input input, int site) {
        double[] direction = draw(input.shape(), 100 + site);
        if (input.form() == Form.EXPANDED) {
            Arrays.fill(direction, direction.length == 0 ? 0 : direction[0]);
        }
        return direction;
    }

    private Tensor arranged(double[] values, Shape shape, Form form, DType dtype) {
        return switch (form) {
            case CONTIGUOUS -> upload(values, shape, dtype, on);
            case TRANSPOSED -> through(Layout.contiguous(Shape.of(shape.dim(1), shape.dim(0))).transpose(0, 1), values, dtype);
            case CHANNELS_LAST -> through(Layout.channelsLast(shape), values, dtype);
            case SLICED -> {
                long[] strides = Layout.contiguous(shape).strides();
                for (int dim = 0; dim < strides.length; dim++) {
                    strides[dim] *= 2;
                }
                yield through(Layout.strided(shape, strides, 1), values, dtype);
            }
            case EXPANDED -> {
                Shape one = shape.with(-1, 1);
                double[] repeated = new double[(int) one.elements()];
                for (int i = 0; i < repeated.length; i++) {
                    repeated[i] = values[(int) (i * shape.dim(-1))];
                }
                Tensor tensor = upload(repeated, one, dtype, on);
                yield tensor.viewAs(tensor.layout().expand(shape));
            }
        };
    }

    /// New memory in which a layout shows these values.
    private Tensor through(Layout layout, double[] values, DType dtype) {
        double[] spread = new double[2 * values.length + 1];
        for (int i = 0; i < values.length; i++) {
            spread[(int) (layout.offset() + Walk.offset(i, layout.shape(), layout.strides()))] = values[i];
        }
        return upload(spread, Shape.of(spread.length), dtype, on).viewAs(layout);
    }

    private static Tensor upload(double[] values, Shape shape, DType dtype, Backend on) {
        Tensor wide = Tensor.empty(shape, DType.FLOAT64, on);
        on.upload(MemorySegment.ofArray(values), wide);
        if (dtype == DType.FLOAT64) {
            return wide;
        }
        Tensor tensor = Tensor.empty(shape, dtype, on);
        on.run(new Elements.Copy(wide, Output.set(tensor)));
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
