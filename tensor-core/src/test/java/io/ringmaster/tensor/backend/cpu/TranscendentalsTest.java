package io.ringmaster.tensor.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each function over floats of every size, against double.
class TranscendentalsTest {

    @FunctionalInterface
    interface Block {

        void apply(float[] x, float[] y, Scratch scratch, int count);
    }

    static Stream<Arguments> functions() {
        return Stream.of(
            Arguments.of(Named.of("exp", (Block) Transcendentals::exp), op(Math::exp), -103.5, 89, 1.2),
            Arguments.of(Named.of("expm1", (Block) Transcendentals::expm1), op(Math::expm1), -30, 89, 1.5),
            Arguments.of(Named.of("log", (Block) Transcendentals::log), op(Math::log), 0, 3e38, 1.0),
            Arguments.of(Named.of("log1p", (Block) Transcendentals::log1p), op(Math::log1p), -0.99999, 3e38, 1.6),
            Arguments.of(Named.of("sin", (Block) Transcendentals::sin), op(Math::sin), -2e5, 2e5, 1.5),
            Arguments.of(Named.of("cos", (Block) Transcendentals::cos), op(Math::cos), -2e5, 2e5, 1.5),
            Arguments.of(Named.of("tanh", (Block) Transcendentals::tanh), op(Math::tanh), -12, 12, 2.6),
            Arguments.of(Named.of("sigmoid", (Block) Transcendentals::sigmoid), op(x -> 1 / (1 + Math.exp(-x))), -87, 40, 2.6),
            Arguments.of(Named.of("erf", (Block) Transcendentals::erf), op(TranscendentalsTest::erf), -6, 6, 1.8));
    }

    private static DoubleUnaryOperator op(DoubleUnaryOperator function) {
        return function;
    }

    /// By the series that has no cancellation.
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double sum = 0;
        double term = x;
        for (int n = 0; n < 200; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isWithinAFewUnitsInTheLastPlace(Block function, DoubleUnaryOperator exact, double least, double most, double units) {
        Random random = new Random(5);
        Scratch scratch = Scratch.get();
        float[] x = new float[Scratch.BLOCK];
        float[] y = new float[Scratch.BLOCK];
        double worst = 0;
        float at = 0;
        for (int block = 0; block < 150; block++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = draw(random, (float) least, (float) most);
            }
            function.apply(x, y, scratch, x.length);
            for (int i = 0; i < x.length; i++) {
                double expected = exact.applyAsDouble(x[i]);
                double error = Math.abs(y[i] - expected) / Math.ulp((float) expected);
                if (!(error <= worst) && y[i] != (float) expected) {
                    worst = error;
                    at = x[i];
                }
            }
        }
        assertThat(worst).as("units in the last place at %s", at).isLessThanOrEqualTo(units);
    }

    /// Half of them uniform, half of any order of magnitude.
    private static float draw(Random random, float least, float most) {
        while (true) {
            float value = random.nextBoolean() ? least + random.nextFloat() * (most - least)
                : Float.intBitsToFloat(random.nextInt());
            if (value >= least && value <= most) {
                return value;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void specialNumbersAreThoseOfMath(Block function, DoubleUnaryOperator exact) {
        float[] special = {0, -0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -2,
            Float.MIN_NORMAL / 2, Float.MAX_VALUE, -Float.MAX_VALUE, 200, -200};
        float[] x = special.clone();
        float[] y = new float[x.length];
        function.apply(x, y, Scratch.get(), x.length);
        for (int i = 0; i < x.length; i++) {
            float expected = (float) exact.applyAsDouble(x[i]);
            assertThat(y[i] + 0f).as("of %s", x[i]).isEqualTo(expected + 0f, within(2e-7f));
        }
    }
}
