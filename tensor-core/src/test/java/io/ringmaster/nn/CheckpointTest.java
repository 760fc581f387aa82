package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The same gradients in less memory.
class CheckpointTest {

    private Scope scope;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    private static final class Drops extends Layer {

        private final Linear first = child("first", new Linear(8, 8));
        private final Dropout dropout = child("dropout", new Dropout(0.5));
        private final Linear second = child("second", new Linear(8, 8));
        private final RunningStatistic mean = buffer("mean", new RunningStatistic(Shape.of(8), Initializer.constant(0), 0.5));

        @Override
        public Tensor forward(Tensor x) {
            Tensor inner = dropout.forward(first.forward(x).relu());
            mean.follow(inner.detach().mean(0));
            return second.forward(dropout.forward(inner).tanh());
        }
    }

    private static Map<String, float[]> gradients(UnaryOperator<Tensor> through, Drops net) {
        Tensor x = Tensor.randn(new RandomStream(1, 2, 3, 4), 5, 8).requiresGrad(true);
        Tensor y = StepContext.ofStep(7, 3).call(() -> through.apply(through.apply(x)));
        y.square().sum().backward();
        Map<String, float[]> found = new TreeMap<>();
        found.put("x", x.gradient().orElseThrow().toFloatArray());
        found.put("y", y.toFloatArray());
        found.put("mean", net.mean.tensor().toFloatArray());
        net.parameters().forEach((path, parameter) -> {
            found.put(path, parameter.tensor().gradient().orElseThrow().toFloatArray());
            parameter.tensor().zeroGradient();
        });
        return found;
    }

    @Test
    void drawsTheSameNumbersAgainAndFollowsStatisticsOnce() {
        Drops plain = new Drops();
        plain.initialize(42);
        Drops checkpointed = new Drops();
        checkpointed.initialize(42);
        Map<String, float[]> expected = gradients(plain::forward, plain);
        Map<String, float[]> found = gradients(x -> Checkpoint.apply(checkpointed::forward, x), checkpointed);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, values) -> assertThat(values).as(name).containsExactly(expected.get(name)));
    }

    @Test
    void takesSeveralInputs() {
        Tensor a = Tensor.of(1, 2).requiresGrad(true);
        Tensor b = Tensor.of(3, 4);
        Checkpoint.apply(inputs -> inputs.get(0).mul(inputs.get(1)), List.of(a, b)).sum().backward();
        assertThat(a.gradient().orElseThrow().toFloatArray()).containsExactly(3, 4);
        assertThat(b.gradient()).isEmpty();
    }
}
