package io.ringmaster.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {

    private static final Shape MATRIX = Shape.of(40, 30);
    private static final Shape BIAS = Shape.of(40);

    static Stream<Algorithm> algorithms() {
        return Stream.of(
            Sgd.of(0.1).momentum(0.9).dampening(0.1).weightDecay(0.01),
            Sgd.of(0.1).momentum(0.9).nesterov(true),
            Adam.of(0.01).amsgrad(true).weightDecay(0.1),
            AdamW.of(0.01),
            RmsProp.of(0.01).centered(true).momentum(0.5),
            Adagrad.of(0.1).initialAccumulator(0.1).rateDecay(0.1),
            Lamb.of(0.01),
            Adam.of(0.01).maximize());
    }

    private static float[] gradient(int parameter, int step) {
        float[] gradient = new float[(int) (parameter % 2 == 0 ? MATRIX : BIAS).elements()];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) Math.sin(i + 10 * step + 100 * parameter) / (1 + i % 7);
        }
        return gradient;
    }

    private static void steps(Weights weights, Optimizer optimizer, int from, int to) {
        for (int step = from; step < to; step++) {
            int now = step;
            optimizer.zeroGradients();
            weights.addGradients(i -> gradient(i, now));
            optimizer.step();
        }
    }

    private static Weights fourParameters() {
        return Weights.on(Device.CPU, MATRIX, BIAS, MATRIX, BIAS);
    }

    /// Whether neighbours are taken as one or not, each element's arithmetic is its own.
    @ParameterizedTest
    @MethodSource("algorithms")
    void aBufferAndSeparateTensorsHaveTheSameBits(Algorithm algorithm) {
        ParameterGroup other = ParameterGroup.named("2"::equals, doubled(algorithm));
        try (Weights flat = fourParameters(); Weights separate = fourParameters();
             Optimizer one = flat.optimizer(algorithm, true, other);
             Optimizer several = separate.optimizer(algorithm, false, other)) {
            steps(flat, one, 0, 4);
            steps(separate, several, 0, 4);
            assertThat(flat.all()).usingRecursiveComparison().isEqualTo(separate.all());
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aStepRangeByRangeHasTheSameBits(Algorithm algorithm) {
        ParameterGroup other = ParameterGroup.named("2"::equals, doubled(algorithm));
        long all = 2 * (MATRIX.elements() + BIAS.elements());
        try (Weights parts = fourParameters(); Weights whole = fourParameters();
             Optimizer one = parts.optimizer(algorithm, true, other); Optimizer plain = whole.optimizer(algorithm, true, other)) {
            assertThat(one.stepsInRanges()).as("whether elements step alone").isEqualTo(!(algorithm instanceof Lamb));
            if (!one.stepsInRanges()) {
                assertThatThrownBy(() -> one.stepRange(new Optimizer.Range(0, 7), Schedule.constant(), 0))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("take it with step(schedule, at)");
                return;
            }
            for (int step = 0; step < 4; step++) {
                int now = step;
                one.zeroGradients();
                plain.zeroGradients();
                parts.addGradients(i -> gradient(i, now));
                whole.addGradients(i -> gradient(i, now));
                for (long from = 0; from < all; from += 500) {
                    one.stepRange(new Optimizer.Range(from, Math.min(all, from + 500)), Schedule.constant(), step);
                }
                one.countStep();
                plain.step(Schedule.constant(), step);
            }
            assertThat(parts.all()).usingRecursiveComparison().isEqualTo(whole.all());
            assertThat(one.state().get("step").toLongArray()).containsOnly(4);
        }
        try (Weights separate = fourParameters(); Optimizer apart = separate.optimizer(algorithm, false)) {
            assertThat(apart.stepsInRanges()).isFalse();
        }
    }

    private static Algorithm doubled(Algorithm algorithm) {
        return switch (algorithm) {
            case Sgd sgd -> sgd.learningRate(2 * sgd.learningRate());
            case Adam adam -> adam.learningRate(2 * adam.learningRate());
            case RmsProp rmsProp -> rmsProp.learningRate(2 * rmsProp.learningRate());
            case Adagrad adagrad -> adagrad.learningRate(2 * adagrad.learningRate());
            case Lamb lamb -> lamb.learningRate(2 * lamb.learningRate());
            case Ascent ascent -> doubled(ascent.descent()).maximize();
        };
    }

    /// By parameter or as a whole, under way to a file or not: what is saved and loaded goes on as if it never stopped.
    @ParameterizedTest
    @MethodSource("algorithms")
    void aLoadedStateGoesOnBitForBit(Algorithm algorithm) {
        try (Weights first = fourParameters(); Weights second = fourParameters(); Weights third = fourParameters();
             Optimizer whole = first.optimizer(algorithm, true);
             Optimizer flat = second.optimizer(algorithm, true);
             Optimizer separate = third.optimizer(algorithm, false)) {
            steps(first, whole, 0, 3);
            second.loadStateDict(first.stateDict());
            whole.state().forEach((name, values) -> flat.state().get(name).assign(values));
            third.loadStateDict(first.stateDict());
            separate.loadStateDict(whole.stateDict());
            for (Weights resumed : List.of(second, third)) {
                steps(resumed, resumed.equals(second) ? flat : separate, 3, 6);
            }
            steps(first, whole, 3, 6);
            assertThat(second.all()).usingRecursiveComparison().isEqualTo(first.all());
            assertThat(third.all()).usingRecursiveComparison().isEqualTo(first.all());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void groupsHaveTheirOwnHyperparameters(boolean flat) {
        Sgd sgd = Sgd.of(0.1).weightDecay(0.5);
        try (Weights weights = fourParameters();
             Optimizer optimizer = weights.optimizer(sgd, flat,
                 ParameterGroup.named("2"::equals, sgd.learningRate(0.01)),
                 ParameterGroup.biasesAndNorms(sgd.weightDecay(0)))) {
            Map<String, float[]> before = weights.all();
            optimizer.zeroGradients();
            weights.addGradients(i -> gradient(i, 0));
            optimizer.step();
            double[] rates = {0.1, 0.1, 0.01, 0.1};
            double[] decays = {0.5, 0, 0.5, 0};
            for (int parameter = 0; parameter < rates.length; parameter++) {
                float[] found = weights.values(parameter);
                float[] old = before.get(Integer.toString(parameter));
                for (int i = 0; i < found.length; i++) {
                    double expected = old[i] - rates[parameter] * (gradient(parameter, 0)[i] + decays[parameter] * old[i]);
                    assertThat(found[i]).isCloseTo((float) expected, within(1e-6f));
                }
            }
        }
    }

    @Test
    void aScheduleActsOnEachGroupsOwnRate() {
        Sgd sgd = Sgd.of(1);
        try (Weights weights = Weights.on(Device.CPU, BIAS, BIAS);
             Optimizer optimizer = weights.optimizer(sgd, false, ParameterGroup.named("1"::equals, sgd.learningRate(3)))) {
            weights.assign(0, Tensor.zeros(40));
            weights.assign(1, Tensor.zeros(40));
            weights.addGradients(_ -> gradient(1, 0));
            optimizer.step(Schedule.exponential(0.5), 2);
            assertThat(weights.values(0)[3]).isEqualTo(-0.25f * gradient(1, 0)[3]);
            assertThat(weights.values(1)[3]).isEqualTo(-0.75f * gradient(1, 0)[3]);
            optimizer.step(1);
            assertThat(weights.values(1)[3]).isEqualTo(-0.75f * gradient(1, 0)[3] - gradient(1, 0)[3]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStepBetweenForwardAndBackwardIsAnError(boolean flat) {
        try (Weights weights = Weights.on(Device.CPU, BIAS, BIAS);
             Optimizer optimizer = weights.optimizer(Sgd.of(0.1), flat); Scope _ = Scope.open()) {
            Tensor square = weights.get("0").tensor().square().sum();
            Tensor plain = weights.get("1").tensor().mul(3).sum();
            weights.addGradients(_ -> gradient(1, 0));
            optimizer.step();
            assertThatThrownBy(square::backward).isInstanceOf(IllegalStateException.class).hasMessageContaining("optimizer's step");
            plain.backward();
        }
    }

    @Test
    void aFrozenParameterStaysAndBeginsWithItsOwnFirstStep() {
        try (Weights thawed = Weights.on(Device.CPU, BIAS, BIAS); Weights fresh = Weights.on(Device.CPU, BIAS);
             Optimizer optimizer = thawed.optimizer(AdamW.of(0.1), false);
             Optimizer newOptimizer = fresh.optimizer(AdamW.of(0.1), false)) {
            float[] before = thawed.values(0);
            thawed.get("0").requiresGrad(false);
            for (int step = 0; step < 5; step++) {
                thawed.addGradient(1, gradient(1, step));
                optimizer.step();
            }
            assertThat(thawed.values(0)).containsExactly(before);
            assertThat(thawed.values(1)).isNotEqualTo(before);
            thawed.get("0").requiresGrad(true);
            for (Weights weights : List.of(thawed, fresh)) {
                weights.addGradient(0, gradient(1, 9));
            }
            optimizer.step();
            newOptimizer.step();
            assertThat(thawed.values(0)).as("the bias correction of a first step").containsExactly(fresh.values(0));
        }
    }

    @Test
    void aParameterFrozenBeforeItIsFlattenedStays() {
        try (Weights weights = fourParameters()) {
            Map<String, float[]> before = weights.all();
            weights.get("1").requiresGrad(false);
            try (Optimizer optimizer = weights.optimizer(AdamW.of(0.1), true)) {
                for (int i = 0; i < 4; i += 2) {
                    weights.addGradient(i, gradient(i, 0));
                }
                optimizer.step();
                assertThat(weights.values(1)).containsExactly(before.get("1"));
                assertThat(weights.values(2)).isNotEqualTo(before.get("2"));
                assertThat(optimizer.stateDict()).doesNotContainKey("state.1.exp_avg").containsKey("state.3.exp_avg");
            }
        }
    }

    @Test
    void withoutAGradientNothingChangesAndZeroGradientsForgets() {
        try (Weights weights = Weights.on(Device.CPU, BIAS, BIAS);
             Optimizer optimizer = weights.optimizer(AdamW.of(0.1), false)) {
            Map<String, float[]> before = weights.all();
            weights.addGradient(0, gradient(1, 0));
            optimizer.zeroGradients();
            optimizer.step();
            assertThat(weights.all()).usingRecursiveComparison().isEqualTo(before);
            assertThat(optimizer.state().get("step").toLongArray()).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsAddUpOverSeveralBackwards(boolean flat) {
        try (Weights parts = fourParameters(); Weights whole = fourParameters();
             Optimizer accumulating = parts.optimizer(Sgd.of(0.5), flat);
             Optimizer atOnce = whole.optimizer(Sgd.of(0.5), flat)) {
            accumulating.zeroGradients();
            parts.addGradients(i -> gradient(i, 0));
            parts.addGradients(i -> gradient(i, 0));
            atOnce.zeroGradients();
            whole.addGradients(i -> twice(gradient(i, 0)));
            accumulating.step();
            atOnce.step();
            assertThat(parts.all()).usingRecursiveComparison().isEqualTo(whole.all());
        }
    }

    private static float[] twice(float[] values) {
        float[] twice = values.clone();
        for (int i = 0; i < twice.length; i++) {
            twice[i] *= 2;
        }
        return twice;
    }

    @Test
    void aStateThatDoesNotFitChangesNothing() {
        try (Weights weights = Weights.on(Device.CPU, BIAS, BIAS);
             Optimizer optimizer = weights.optimizer(Adam.of(0.1), false); Scope _ = Scope.open()) {
            steps(weights, optimizer, 0, 0);
            Map<String, Tensor> state = new HashMap<>(optimizer.stateDict());
            assertThat(state.keySet()).containsExactlyInAnyOrder("state.0.exp_avg", "state.0.exp_avg_sq", "state.0.step",
                "state.1.exp_avg", "state.1.exp_avg_sq", "state.1.step");
            state.put("state.0.exp_avg", Tensor.ones(BIAS, DType.FLOAT32, Device.CPU));
            state.remove("state.0.exp_avg_sq");
            state.put("state.1.exp_avg", Tensor.ones(3));
            state.put("state.2.exp_avg", Tensor.ones(3));
            assertThatThrownBy(() -> optimizer.loadStateDict(state))
                .hasMessageContaining("missing: [state.0.exp_avg_sq]")
                .hasMessageContaining("unexpected: [state.2.exp_avg]")
                .hasMessageContaining("state.1.exp_avg is [3], must be [40]");
            assertThat(optimizer.state().get("exp_avg").toFloatArray()).containsOnly(0);
        }
    }

    @Test
    void parametersThatAStateLacksBeginAnew() {
        try (Weights weights = Weights.on(Device.CPU, BIAS, BIAS);
             Optimizer optimizer = weights.optimizer(Adagrad.of(0.1).initialAccumulator(0.5), false)) {
            weights.addGradients(_ -> gradient(1, 0));
            optimizer.step();
            Map<String, Tensor> state = new HashMap<>(optimizer.stateDict());
            state.keySet().removeIf(name -> name.startsWith("state.0."));
            optimizer.loadStateDict(state);
            assertThat(optimizer.state().get("step").toLongArray()).containsExactly(0, 1);
            assertThat(optimizer.stateDict().get("state.0.sum").toFloatArray()).containsOnly(0.5f);
            assertThat(optimizer.stateDict().get("state.1.sum").toFloatArray()).doesNotContain(0.5f);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNormOfAllGradientsIsClipped(boolean flat) {
        try (Weights weights = fourParameters(); Optimizer optimizer = weights.optimizer(Sgd.of(1), flat);
             Scope _ = Scope.open()) {
            optimizer.zeroGradients();
            weights.addGradients(i -> gradient(i, 1));
            double squares = 0;
            for (int i = 0; i < 4; i++) {
                for (float element : gradient(i, 1)) {
                    squares += (double) element * element;
                }
            }
            double norm = Math.sqrt(squares);
            assertThat(optimizer.clipNorm(2 * norm).item()).isCloseTo(norm, within(1e-5 * norm));
            assertThat(gradientOf(weights, 2)).containsExactly(gradient(2, 1));
            assertThat(optimizer.clipNorm(norm / 4).item()).isCloseTo(norm, within(1e-5 * norm));
            assertThat(gradientOf(weights, 2)[5]).isCloseTo(gradient(2, 1)[5] / 4, within(1e-6f));
            assertThat(optimizer.clipNorm(norm).item()).isCloseTo(norm / 4, within(1e-5 * norm));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachGradientIsClipped(boolean flat) {
        try (Weights weights = fourParameters(); Optimizer optimizer = weights.optimizer(Sgd.of(1), flat)) {
            optimizer.zeroGradients();
            weights.addGradients(i -> gradient(i, 1));
            optimizer.clipValue(0.25);
            float[] found = gradientOf(weights, 3);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isEqualTo(Math.clamp(gradient(3, 1)[i], -0.25f, 0.25f));
            }
        }
    }

    private static float[] gradientOf(Weights weights, int parameter) {
        return weights.get(Integer.toString(parameter)).tensor().gradient().orElseThrow().toFloatArray();
    }

    @Test
    void impossibleHyperparametersAreNamed() {
        assertThatThrownBy(() -> Sgd.of(-0.1)).hasMessage("learning rate -0.1; it is 0 or more");
        assertThatThrownBy(() -> Sgd.of(0.1).momentum(1)).hasMessage("momentum 1.0; it is 0 or more and below 1");
        assertThatThrownBy(() -> Sgd.of(0.1).weightDecay(Double.NaN)).hasMessageContaining("weight decay NaN");
        assertThatThrownBy(() -> Sgd.of(0.1).nesterov(true)).hasMessageContaining("momentum 0.0");
        assertThatThrownBy(() -> Adam.of(0.1).betas(0.9, 1)).hasMessageContaining("second beta 1.0");
        assertThatThrownBy(() -> AdamW.of(0.1).epsilon(-1)).hasMessageContaining("epsilon -1.0");
        assertThatThrownBy(() -> RmsProp.of(0.1).alpha(2)).hasMessageContaining("alpha 2.0");
        assertThatThrownBy(() -> Adagrad.of(0.1).rateDecay(-1)).hasMessageContaining("decay of the learning rate -1.0");
        assertThatThrownBy(() -> Lamb.of(Double.POSITIVE_INFINITY)).hasMessageContaining("learning rate Infinity");
        try (Weights weights = Weights.on(Device.CPU, BIAS); Optimizer optimizer = Sgd.of(1).over(weights)) {
            assertThatThrownBy(() -> optimizer.clipNorm(0)).hasMessageContaining("norm 0.0; it is above 0");
            assertThatThrownBy(() -> optimizer.clipValue(-1)).hasMessageContaining("gradients -1.0; it is above 0");
            assertThatThrownBy(() -> Sgd.of(1).over(weights, ParameterGroup.biasesAndNorms(Adam.of(1))))
                .hasMessageContaining("make an optimizer for each algorithm");
            assertThatThrownBy(() -> Sgd.of(1).over(weights, ParameterGroup.named("head"::equals, Sgd.of(2))))
                .hasMessageContaining("takes none of the parameters [0]");
        }
    }
}
