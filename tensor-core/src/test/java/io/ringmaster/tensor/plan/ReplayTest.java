package io.ringmaster.tensor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.models.D2lResNet;
import io.ringmaster.models.Gpt;
import io.ringmaster.models.LeNet;
import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.Sequential;
import io.ringmaster.nn.StepContext;
import io.ringmaster.optim.AdamW;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    private static final int STEPS = 9;

    enum Net {
        MLP,
        LENET,
        RESNET,
        GPT;

        Layer layer() {
            return switch (this) {
                case MLP -> Mlp.of(20, 33, 5);
                case LENET -> LeNet.of(1, 14, 14, 5);
                case RESNET -> D2lResNet.of(1, 5);
                case GPT -> new Gpt(new Gpt.Config(2, 2, 8, 6, 7, 0));
            };
        }

        Tensor features(long samples, int step, Device device) {
            RandomStream stream = new RandomStream(7, 0, 0, step);
            return switch (this) {
                case MLP -> Tensor.randn(stream, samples, 20).to(device);
                case LENET -> Tensor.randn(stream, samples, 1, 14, 14).to(device);
                case RESNET -> Tensor.randn(stream, samples, 1, 8, 8).to(device);
                case GPT -> Tensor.randint(stream, 0, 7, Shape.of(samples, 6), device);
            };
        }

        Tensor labels(long samples, int step, Device device) {
            RandomStream stream = new RandomStream(8, 0, 0, step);
            return Tensor.randint(stream, 0, 5, Shape.of(this == GPT ? 6 * samples : samples), device);
        }
    }

    /// How a step is run.
    private interface Runner {

        Tensor run(List<Tensor> inputs, Function<List<Tensor>, Tensor> body);
    }

    /// Trains on batches of 4, 4 and 3 in turn. Returns the losses and the parameters.
    private static List<Object> train(Net of, Device device, Runner runner) {
        List<Object> found = new ArrayList<>();
        try (Layer net = of.layer().to(device).initialize(3).train();
            ParameterBuffer parameters = ParameterBuffer.flatten(net);
            Optimizer optimizer = AdamW.of(0.01).over(parameters)) {
            for (int at = 0; at < STEPS; at++) {
                int step = at;
                int samples = at % 3 == 2 ? 3 : 4;
                try (Scope _ = Scope.open()) {
                    parameters.zeroGradients();
                    Tensor loss = runner.run(
                        List.of(of.features(samples, step, device), of.labels(samples, step, device)),
                        batch -> StepContext.ofShard(3, step, 0, 1).call(() -> {
                            Tensor scores = net.forward(batch.getFirst());
                            Tensor mean = Loss.crossEntropy(scores.flatten(0, -2), batch.getLast());
                            mean.backward(0.5);
                            return mean;
                        }));
                    found.add(loss.item());
                }
                optimizer.step();
                parameters.commitStatistics();
            }
            parameters.state().values().forEach(tensor -> {
                for (double value : tensor.toDoubleArray()) {
                    found.add(value);
                }
            });
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void trainsToTheSameBitsAsWithoutAPlan(Net net) {
        int[] bodies = {0};
        try (PlannedStep step = PlannedStep.on(Device.CPU)) {
            List<Object> replayed = train(net, Device.CPU, (inputs, body) -> step.replay("train", inputs, batch -> {
                bodies[0]++;
                return body.apply(batch);
            }));
            assertThat(replayed).isEqualTo(train(net, Device.CPU, (inputs, body) -> body.apply(inputs)));
            assertThat(bodies[0]).as("bodies run: one for each size of a batch").isEqualTo(2);
        }
    }

    @Test
    void trainsOnTheReferenceToo() {
        try (PlannedStep step = PlannedStep.on(Device.REFERENCE)) {
            assertThat(train(Net.MLP, Device.REFERENCE, (inputs, body) -> step.replay("train", inputs, body)))
                .isEqualTo(train(Net.MLP, Device.REFERENCE, (inputs, body) -> body.apply(inputs)));
        }
    }

    @Test
    void runsABodyEachTimeThatDrawsRandomNumbers() {
        Layer net = new Sequential(new Linear(6, 20), new Dropout(0.5));
        List<Double> found = new ArrayList<>();
        try (net; PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            net.initialize(1).train();
            Tensor x = Tensor.randn(new RandomStream(1, 0, 0, 0), 5, 6);
            for (int at = 0; at < 4; at++) {
                StepContext context = StepContext.ofStep(1, at);
                found.add(step.replay("train", List.of(x), inputs -> context.call(() -> net.forward(inputs.getFirst()).sum())).item());
                StepContext again = StepContext.ofStep(1, at);
                assertThat(found.getLast()).isEqualTo(again.call(() -> net.forward(x).sum()).item());
            }
        }
        assertThat(found).doesNotHaveDuplicates();
    }

    @Test
    void runsABodyEachTimeThatReadsAValue() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            for (int number = 1; number < 4; number++) {
                Tensor x = Tensor.of(number, 2);
                Tensor y = step.replay("read", List.of(x), inputs -> inputs.getFirst().mul(inputs.getFirst().sum().item()));
                assertThat(y.toFloatArray()).containsExactly(number * (number + 2f), 2 * (number + 2f));
            }
        }
    }

    @Test
    void keysAndLayoutsTellBodiesApart() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor matrix = Tensor.of(new float[][] {{1, 2}, {3, 4}});
            for (int round = 0; round < 2; round++) {
                for (int factor = 1; factor < 4; factor++) {
                    int times = factor;
                    Function<List<Tensor>, Tensor> body = inputs -> inputs.getFirst().select(0, 0).mul(times);
                    assertThat(step.replay(times, List.of(matrix), body).toFloatArray()).containsExactly(times, 2 * times);
                    assertThat(step.replay(times, List.of(matrix.t()), body).toFloatArray()).containsExactly(times, 3 * times);
                }
            }
            assertThat(step.planned()).isEqualTo(6);
        }
    }

    @Test
    void constantsOfTheHostStay() {
        try (PlannedStep step = PlannedStep.on(Device.CPU)) {
            for (int number = 1; number < 5; number++) {
                try (Scope _ = Scope.open()) {
                    Tensor y = step.replay("add", List.of(Tensor.of(number, 2)), inputs -> {
                        try (Scope scope = Scope.open()) {
                            return scope.keep(inputs.getFirst().add(Tensor.of(10, 20)));
                        }
                    });
                    assertThat(y.toFloatArray()).containsExactly(10 + number, 22);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResultMayBeAnInputOrAPartOfOne(boolean part) {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            for (int number = 1; number < 4; number++) {
                Tensor y = step.replay(part, List.of(Tensor.of(number, 7)),
                    inputs -> part ? inputs.getFirst().narrow(0, 0, 1) : inputs.getFirst());
                assertThat(y.toFloatArray()[0]).isEqualTo(number);
            }
        }
    }

    @Test
    void refusesInputsThatWantAGradient() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1, 2).requiresGrad(true);
            assertThatThrownBy(() -> step.replay("x", List.of(x), inputs -> inputs.getFirst().sum()))
                .isInstanceOf(ShapeException.class).hasMessageContaining("want no gradient");
        }
    }

    @Test
    void givesAllMemoryBack() {
        long before = Backends.of(Device.CPU).allocator().usage().bytesInUse();
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            for (int rows = 1; rows < 30; rows++) {
                Tensor x = Tensor.ones(rows, 4);
                assertThat(step.replay("sum", List.of(x), inputs -> inputs.getFirst().mul(Tensor.of(1, 2, 3, 4)).sum()).item())
                    .isEqualTo(10 * rows);
            }
            assertThatThrownBy(() -> step.replay("fail", List.of(Tensor.ones(3)), inputs -> {
                inputs.getFirst().add(Tensor.of(1, 2, 3)).sum();
                throw new IllegalStateException("the body's own");
            })).hasMessage("the body's own");
        }
        assertThat(Backends.of(Device.CPU).allocator().usage().bytesInUse()).isEqualTo(before);
    }
}
