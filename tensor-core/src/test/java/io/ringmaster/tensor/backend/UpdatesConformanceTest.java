package io.ringmaster.tensor.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Updates;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every backend owes optimizers: each rule over memory of any length, as the reference has it.
class UpdatesConformanceTest {

    private static final List<Integer> LENGTHS = List.of(0, 1, 7, 1023, 1024, 1025, 5000);
    private static final UpdateRule.RmsProp.Averaging AVERAGING = new UpdateRule.RmsProp.Averaging(0.9, 1e-6);

    static Stream<UpdateRule> rules() {
        UpdateRule.Moments moments = new UpdateRule.Moments(0.9, 0.99, 1e-6, 3);
        return Stream.of(
            new UpdateRule.Sgd(0.1, 0, 0, 0, false),
            new UpdateRule.Sgd(0.1, 0, 0, 0.2, false),
            new UpdateRule.Sgd(0.1, 0.9, 0.3, 0.2, false),
            new UpdateRule.Sgd(0.1, 0.9, 0, 0.2, true),
            new UpdateRule.Adam(0.1, moments, 0, false, false),
            new UpdateRule.Adam(0.1, moments, 0.3, false, true),
            new UpdateRule.Adam(0.1, moments, 0.3, true, false),
            new UpdateRule.RmsProp(0.1, AVERAGING, 0, 0, false),
            new UpdateRule.RmsProp(0.1, AVERAGING, 0.2, 0.9, false),
            new UpdateRule.RmsProp(0.1, AVERAGING, 0.2, 0, true),
            new UpdateRule.RmsProp(0.1, AVERAGING, 0, 0.9, true),
            new UpdateRule.Adagrad(0.1, 0.2, 1e-6),
            new UpdateRule.Lamb(0.1, moments, 0.2, true),
            new UpdateRule.Lamb(0.1, moments, 0, false));
    }

    static Stream<Arguments> everywhere() {
        return rules().flatMap(rule -> LENGTHS.stream().map(length -> Arguments.of(rule, length)));
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aStepIsTheReferences(UpdateRule rule, int length) {
        double[][] expected = stepped(Device.REFERENCE, rule, length);
        double[][] found = stepped(Device.CPU, rule, length);
        for (int tensor = 0; tensor < expected.length; tensor++) {
            for (int i = 0; i < length; i++) {
                assertThat(found[tensor][i]).as("tensor %d, element %d", tensor, i)
                    .isCloseTo(expected[tensor][i], within(2e-6 * (1 + Math.abs(expected[tensor][i]))));
            }
        }
        assertThat(stepped(Device.CPU, rule, length)).isDeepEqualTo(found);
    }

    /// Values and state after two steps.
    private static double[][] stepped(Device device, UpdateRule rule, int length) {
        try (Scope _ = Scope.open()) {
            Updates.Piece piece = piece(device, rule, length);
            Backends.of(device).run(new Updates.Step(rule, false, List.of(piece)));
            Backends.of(device).run(new Updates.Step(rule, false, List.of(piece)));
            List<double[]> all = new ArrayList<>(List.of(piece.values().toDoubleArray()));
            piece.state().forEach(state -> all.add(state.toDoubleArray()));
            return all.toArray(double[][]::new);
        }
    }

    private static Updates.Piece piece(Device device, UpdateRule rule, int length) {
        List<Tensor> state = new ArrayList<>();
        for (int i = 0; i < rule.states(); i++) {
            // Squares lie above the square of what they are the mean of, as in a run.
            state.add(drawn(device, length, 2 + i, 0.5, rule instanceof UpdateRule.Sgd || i != 0 ? 0.1 : 0.01));
        }
        return new Updates.Piece(drawn(device, length, 0, -1, 2), drawn(device, length, 1, -1, 2), state);
    }

    private static Tensor drawn(Device device, int length, int site, double from, double width) {
        RandomStream stream = new RandomStream(5, 0, 0, site);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (from + width * stream.uniform(i));
        }
        return Tensor.of(values, Shape.of(length), device);
    }

    /// The bits do not depend on how the memory is cut, except where norms are taken.
    @ParameterizedTest
    @MethodSource("rules")
    void severalPiecesHaveTheBitsOfOne(UpdateRule rule) {
        if (rule instanceof UpdateRule.Lamb) {
            return;
        }
        try (Scope _ = Scope.open()) {
            Updates.Piece whole = piece(Device.CPU, rule, 5000);
            Updates.Piece cut = piece(Device.CPU, rule, 5000);
            Backend cpu = Backends.of(Device.CPU);
            cpu.run(new Updates.Step(rule, false, List.of(whole)));
            cpu.run(new Updates.Step(rule, false, List.of(slice(cut, 0, 3), slice(cut, 3, 1500), slice(cut, 1503, 3497))));
            assertThat(cut.values().toFloatArray()).containsExactly(whole.values().toFloatArray());
        }
    }

    private static Updates.Piece slice(Updates.Piece piece, long from, long count) {
        Shape part = Shape.of(count);
        return new Updates.Piece(piece.values().slice(from, part), piece.gradients().slice(from, part),
            piece.state().stream().map(state -> state.slice(from, part)).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void runningAveragesMoveTowardsWhatWasFound(String name) {
        Device device = Device.parse(name);
        try (Scope _ = Scope.open()) {
            Tensor values = drawn(device, 3000, 0, -1, 2);
            Tensor found = drawn(device, 3000, 1, -1, 2);
            double[] before = values.toDoubleArray();
            double[] target = found.toDoubleArray();
            Backends.of(device).run(new Updates.MoveTowards(0.1, values, found));
            double[] after = values.toDoubleArray();
            for (int i = 0; i < after.length; i++) {
                assertThat(after[i]).isCloseTo(0.9 * before[i] + 0.1 * target[i], within(1e-6));
            }
            assertThat(found.toDoubleArray()).containsExactly(target);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void aNormIsThatOfAllParts(String name) {
        Device device = Device.parse(name);
        try (Scope _ = Scope.open()) {
            List<Tensor> parts = List.of(drawn(device, 5001, 0, -1, 2), drawn(device, 0, 1, 0, 1), drawn(device, 3, 2, 0, 1));
            double squares = 0;
            for (Tensor part : parts) {
                for (double value : part.toDoubleArray()) {
                    squares += value * value;
                }
            }
            Tensor norm = Tensor.empty(Shape.SCALAR, DType.FLOAT32, Backends.of(device));
            Backends.of(device).run(new Updates.Norm(parts, Output.set(norm)));
            assertThat(norm.item()).isEqualTo((double) (float) Math.sqrt(squares));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void whatIsNotANumberIsNotHidden(String name) {
        Device device = Device.parse(name);
        Backend on = Backends.of(device);
        try (Scope _ = Scope.open()) {
            Tensor gradients = Tensor.of(new float[] {1, Float.NaN, -3}, Shape.of(3), device);
            on.run(new Updates.ClipByValue(2, List.of(gradients)));
            assertThat(gradients.toFloatArray()).containsExactly(1, Float.NaN, -2);
            Tensor norm = Tensor.empty(Shape.SCALAR, DType.FLOAT32, on);
            on.run(new Updates.Norm(List.of(gradients), Output.set(norm)));
            on.run(new Updates.ClipByNorm(1, norm, List.of(gradients)));
            assertThat(gradients.toFloatArray()).containsOnly(Float.NaN);
        }
    }
}
