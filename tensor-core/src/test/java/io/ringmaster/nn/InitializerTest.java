package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.nn.Initializer.Mode;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {

    private static final Shape KERNEL = Shape.of(64, 32, 5, 5);
    private static final double FAN_IN = 32 * 25;
    private static final double FAN_OUT = 64 * 25;

    private static float[] draw(Initializer initializer, Shape shape) {
        float[] values = new float[(int) shape.elements()];
        initializer.fill(values, shape, new RandomStream(3, -1, 0, 1));
        return values;
    }

    /// Deviations and bounds by torch.nn.init's formulas; infinite where there is no bound.
    static List<Arguments> spreads() {
        double he = Math.sqrt(2 / FAN_IN);
        double glorot = Math.sqrt(2 / (FAN_IN + FAN_OUT));
        double infinite = Double.POSITIVE_INFINITY;
        return List.of(
            Arguments.of("uniform", Initializer.uniform(0.5), 0.5 / Math.sqrt(3), 0.5),
            Arguments.of("normal", Initializer.normal(0, 0.02), 0.02, infinite),
            Arguments.of("xavier uniform", Initializer.xavierUniform(), glorot, glorot * Math.sqrt(3)),
            Arguments.of("xavier normal", Initializer.xavierNormal(Gain.TANH), Gain.TANH * glorot, infinite),
            Arguments.of("kaiming uniform", Initializer.kaimingUniform(Mode.FAN_IN, Gain.RELU), he, he * Math.sqrt(3)),
            Arguments.of("kaiming normal", Initializer.kaimingNormal(Mode.FAN_OUT, Gain.leakyRelu(0.2)),
                Math.sqrt(2 / 1.04 / FAN_OUT), infinite),
            Arguments.of("layer default", Initializer.layerDefault((long) FAN_IN), 1 / Math.sqrt(3 * FAN_IN),
                1 / Math.sqrt(FAN_IN)),
            Arguments.of("truncated normal", Initializer.truncatedNormal(0, 1, -2, 2), 0.8796, 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spreads")
    void drawsHaveTheSpreadOfTheFormula(String name, Initializer initializer, double deviation, double bound) {
        float[] values = draw(initializer, KERNEL);
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(sum / values.length).isCloseTo(0, within(0.02 * deviation));
        assertThat(Math.sqrt(squares / values.length)).isCloseTo(deviation, within(0.01 * deviation));
        assertThat(largest).isLessThanOrEqualTo(bound * (1 + 1e-6)).isGreaterThan(1.7 * deviation);
    }

    @Test
    void simpleValues() {
        assertThat(draw(Initializer.constant(0.25), Shape.of(3))).containsOnly(0.25f);
        assertThat(draw(Initializer.withZeroRow(Initializer.constant(2), 1), Shape.of(3, 2)))
            .containsExactly(2, 2, 0, 0, 2, 2);
        for (float value : draw(Initializer.uniform(3, 4), Shape.of(100))) {
            assertThat(value).isBetween(3f, 4f);
        }
    }

    @Test
    void orthogonalVectorsHaveRightAnglesAndTheLengthOfTheGain() {
        for (Shape shape : List.of(Shape.of(7, 20), Shape.of(20, 7), Shape.of(6, 3, 2), Shape.of(1, 1))) {
            float[] values = draw(Initializer.orthogonal(1.5), shape);
            int rows = (int) shape.dim(0);
            int columns = values.length / rows;
            int few = Math.min(rows, columns);
            for (int a = 0; a < few; a++) {
                for (int b = 0; b < few; b++) {
                    double product = 0;
                    for (int i = 0; i < Math.max(rows, columns); i++) {
                        product += (double) at(values, columns, rows <= columns, a, i) * at(values, columns, rows <= columns, b, i);
                    }
                    assertThat(product).isCloseTo(a == b ? 2.25 : 0, within(1e-5));
                }
            }
        }
    }

    private static float at(float[] values, int columns, boolean wide, int vector, int i) {
        return wide ? values[vector * columns + i] : values[i * columns + vector];
    }

    @Test
    void saysWhatHasNoFans() {
        assertThatThrownBy(() -> draw(Initializer.xavierUniform(), Shape.of(3))).hasMessageContaining("fans of [3]");
        assertThatThrownBy(() -> draw(Initializer.orthogonal(1), Shape.of(3))).hasMessageContaining("orthogonal values for [3]");
        assertThatThrownBy(() -> Initializer.truncatedNormal(5, 1, -2, 2)).hasMessageContaining("the mean lies within");
    }
}
