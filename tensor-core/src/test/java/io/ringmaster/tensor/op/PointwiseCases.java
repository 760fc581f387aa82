package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Functions of single elements on inputs to try them on.
final class PointwiseCases {

    private PointwiseCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        functions().forEach(function -> cases.addAll(unary(new Pointwise(function), isPartial(function))));
        scalars().forEach(op -> cases.addAll(unary(op, false)));
        Stream.of(new Cast(DType.FLOAT64), new Cast(DType.INT32), new Cast(DType.BOOL), new Contiguous(),
            new Transfer(Device.REFERENCE), new Recompute(inputs -> inputs.getFirst().tanh().mul(2)))
            .forEach(op -> cases.addAll(unary(op, false)));
        for (Binary function : Binary.values()) {
            cases.addAll(binary(new PointwiseBinary(function), function == Binary.POWER));
        }
        for (Comparison comparison : Comparison.values()) {
            cases.addAll(binary(new Compare(comparison), false));
            cases.addAll(unary(new CompareScalar(comparison, 0.25), false));
        }
        cases.addAll(choices());
        return cases;
    }

    static List<Unary> functions() {
        List<Unary> functions = new ArrayList<>(List.of(Unary.Plain.values()));
        functions.addAll(List.of(new Unary.LeakyRelu(0.3), new Unary.Elu(0.7), new Unary.Softplus(2, 1),
            new Unary.Softplus(1, 20), new Unary.Clamp(-0.5, 0.6), new Unary.PowerOf(2.5)));
        for (double exponent : new double[] {0, 1, 2, 3, -1, 0.5, -0.5, 2.5, -2}) {
            functions.add(new Unary.Power(exponent));
        }
        return functions;
    }

    private static Stream<PointwiseScalar> scalars() {
        return Stream.of(Binary.ADD, Binary.SUBTRACT, Binary.MULTIPLY, Binary.DIVIDE, Binary.FLOOR_DIVIDE, Binary.REMAINDER)
            .map(function -> new PointwiseScalar(function, -0.75));
    }

    /// Whether it takes numbers above 0 only.
    private static boolean isPartial(Unary function) {
        return function instanceof Unary.Power || function == Unary.Plain.LOG || function == Unary.Plain.LOG1P || function == Unary.Plain.SQRT
            || function == Unary.Plain.RSQRT;
    }

    private static List<OpCase> unary(Op op, boolean partial) {
        List<OpCase> cases = new ArrayList<>();
        long[][] shapes = {{}, {1}, {4097}, {3, 5}, {0}, {3, 0}};
        for (long[] shape : shapes) {
            cases.add(new OpCase(op, partial ? Input.fractions(shape) : new Input(shape)));
        }
        Input matrix = partial ? Input.fractions(7, 3) : new Input(7, 3);
        Input images = partial ? Input.fractions(2, 3, 2, 2) : new Input(2, 3, 2, 2);
        cases.add(new OpCase(op, matrix.in(Form.TRANSPOSED)));
        cases.add(new OpCase(op, matrix.in(Form.SLICED)));
        cases.add(new OpCase(op, matrix.in(Form.EXPANDED)));
        cases.add(new OpCase(op, images.in(Form.CHANNELS_LAST)));
        return cases;
    }

    private static List<OpCase> binary(Op op, boolean partial) {
        List<OpCase> cases = new ArrayList<>();
        long[][][] shapes = {{{}, {}}, {{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{3, 1}, {2, 1, 4}}, {{}, {5}}, {{0, 4}, {1, 4}},
            {{3, 0}, {3, 1}}, {{2, 2500}, {2, 1}}, {{2, 3, 4}, {3, 1}}};
        for (long[][] shape : shapes) {
            cases.add(new OpCase(op, partial ? Input.fractions(shape[0]) : new Input(shape[0]), new Input(shape[1])));
        }
        Input matrix = partial ? Input.fractions(5, 3) : new Input(5, 3);
        Input images = partial ? Input.fractions(2, 3, 2, 2) : new Input(2, 3, 2, 2);
        cases.add(new OpCase(op, matrix.in(Form.TRANSPOSED), new Input(5, 3)));
        cases.add(new OpCase(op, partial ? Input.fractions(2, 5, 3) : new Input(2, 5, 3), Input.transposed(5, 3)));
        cases.add(new OpCase(op, matrix.in(Form.SLICED), new Input(5, 3).in(Form.EXPANDED)));
        cases.add(new OpCase(op, images.in(Form.CHANNELS_LAST), new Input(3, 1, 1)));
        cases.add(new OpCase(op, images, new Input(2, 3, 2, 2).in(Form.CHANNELS_LAST)));
        return cases;
    }

    private static List<OpCase> choices() {
        return List.of(
            new OpCase(new Where(), new Input(), new Input(), Input.truths()),
            new OpCase(new Where(), new Input(3, 4), new Input(3, 4), Input.truths(3, 4)),
            new OpCase(new Where(), new Input(3, 4), new Input(), Input.truths(3, 4)),
            new OpCase(new Where(), new Input(), new Input(4), Input.truths(3, 1)),
            new OpCase(new Where(), new Input(2, 3, 4), new Input(3, 4), Input.truths(4)),
            new OpCase(new Where(), new Input(0, 4), new Input(4), Input.truths(1)),
            new OpCase(new Where(), Input.transposed(3, 4), new Input(3, 4), Input.truths(3, 4)),
            new OpCase(new Where(), new Input(3000), new Input(3000), Input.truths(3000)));
    }
}
