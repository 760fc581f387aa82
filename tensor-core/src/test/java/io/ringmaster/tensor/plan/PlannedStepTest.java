package io.ringmaster.tensor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.models.D2lResNet;
import io.ringmaster.models.Gpt;
import io.ringmaster.models.LeNet;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.nn.StepContext;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.ForwardingBackend;
import io.ringmaster.tensor.backend.kernel.Kernel;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannedStepTest {

    /// How a training step's forward and backward are run.
    private interface Runner {

        Tensor run(Supplier<Tensor> body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void trainsToTheSameBitsAsWithoutAPlan(String name) {
        Device device = Device.parse(name);
        try (PlannedStep step = PlannedStep.on(device)) {
            assertThat(train(device, step::run)).isEqualTo(train(device, Supplier::get));
            assertThat(step.planned()).as("whole batches and the last, smaller one").isEqualTo(2);
        }
    }

    /// Losses and final parameters of some epochs over batches of 16, 16 and 7.
    private static List<Object> train(Device device, Runner runner) {
        Layer net = new Sequential(new Linear(12, 33), new ReLU(), new Dropout(0.3), new Linear(33, 5));
        List<Object> found = new ArrayList<>();
        try (net; ParameterBuffer parameters = ParameterBuffer.flatten(net.to(device).initialize(3));
            Optimizer sgd = Sgd.of(0.1).momentum(0.9).weightDecay(0.01).over(parameters)) {
            for (int at = 0; at < 9; at++) {
                int step = at;
                int samples = at % 3 == 2 ? 7 : 16;
                try (Scope _ = Scope.open()) {
                    Tensor x = draw(Shape.of(samples, 12), step, device);
                    Tensor labels = Tensor.of(labels(samples), Shape.of(samples), device);
                    parameters.zeroGradients();
                    Tensor loss = runner.run(() -> StepContext.ofStep(3, step).call(() -> {
                        Tensor mean = Loss.crossEntropy(net.train().forward(x), labels);
                        mean.backward();
                        return mean;
                    }));
                    found.add(loss.item());
                }
                sgd.step(0.1);
            }
            for (float value : parameters.valuesTensor().toFloatArray()) {
                found.add(value);
            }
        }
        return found;
    }

    /// From the first run on, which records, to those that repeat, and where the body is called each time.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsOfPartsAsTheyAreCompleteWhileOthersAreYetToCome(boolean repeats) {
        Layer net = new Sequential(new Linear(12, 33), new ReLU(), new Linear(33, 5));
        try (net; ParameterBuffer parameters = ParameterBuffer.flatten(net.initialize(3)); Scope _ = Scope.open()) {
            long all = parameters.elements();
            List<Long> ends = List.of(0L, 100L, 12 * 33L + 33, all - 5, all);
            try (PlannedStep step = PlannedStep.watching(new Watched(parameters.gradientsTensor(), ends))) {
                for (int run = 0; run < 3; run++) {
                    Tensor x = draw(Shape.of(4, 12), run, Device.CPU);
                    Map<Integer, float[]> told = new LinkedHashMap<>();
                    IntConsumer complete = part -> told.put(part, part(parameters, ends, part));
                    Function<List<Tensor>, List<Tensor>> body = given -> parameters.replacingGradients(() -> {
                        Tensor mean = Loss.crossEntropy(net.forward(given.getFirst()), Tensor.of(labels(4), Shape.of(4), Device.CPU));
                        mean.backward();
                        return List.of(mean);
                    });
                    if (repeats) {
                        step.repeat(new PlannedStep.Repeat("key", run, 0, List.of(x)), body, complete);
                        assertThat(told.keySet()).as("nothing, the last layer, the first").containsExactly(0, 3, 4, 1, 2);
                    } else {
                        step.runAll(() -> body.apply(List.of(x)), complete);
                        assertThat(told.keySet()).containsExactly(0, 1, 2, 3, 4);
                    }
                    told.forEach((part, gradient) -> assertThat(gradient).as("part %d", part)
                        .containsExactly(part(parameters, ends, part)));
                    assertThat(told.get(1)).as("a gradient").isNotEqualTo(new float[100]);
                }
            }
        }
    }

    private static float[] part(ParameterBuffer parameters, List<Long> ends, int part) {
        long from = part == 0 ? 0 : ends.get(part - 1);
        return parameters.gradientsTensor().slice(0, from, ends.get(part)).contiguous().toFloatArray();
    }

    /// A net and the shape of its samples: values, or for a GPT tokens.
    record Model(String name, Supplier<Layer> net, Shape samples) {

        static Stream<Model> all() {
            return Stream.of(
                new Model("lenet", () -> LeNet.of(1, 28, 28, 10), Shape.of(4, 1, 28, 28)),
                new Model("resnet", () -> D2lResNet.of(1, 10), Shape.of(2, 1, 16, 16)),
                new Model("gpt", () -> new Gpt(new Gpt.Config(2, 2, 8, 6, 10, 0.1)), Shape.of(3, 6)));
        }

        @Override
        public String toString() {
            return name;
        }

        /// Losses and final parameters of 3 steps of 2 shards.
        private List<Object> train(ShardRunner runner) {
            List<Object> found = new ArrayList<>();
            try (Layer model = net.get();
                ParameterBuffer parameters = ParameterBuffer.flatten(model.initialize(3));
                Optimizer sgd = Sgd.of(0.01).over(parameters)) {
                for (int step = 0; step < 3; step++) {
                    parameters.zeroGradients();
                    for (int shard = 0; shard < 2; shard++) {
                        found.add(accumulate(model, new PlannedStep.Repeat("", step, shard, List.of()), runner));
                    }
                    sgd.step(0.01);
                    parameters.commitStatistics();
                }
                for (float value : parameters.valuesTensor().toFloatArray()) {
                    found.add(value);
                }
            }
            return found;
        }

        private double accumulate(Layer model, PlannedStep.Repeat at, ShardRunner runner) {
            try (Scope _ = Scope.open()) {
                Tensor x = draw(samples, (int) (2 * at.step() + at.shard()), Device.CPU).mul(4);
                Tensor features = name.equals("gpt") ? x.add(2).to(DType.INT64) : x;
                var what = new PlannedStep.Repeat("halves", at.step(), at.shard(), List.of(features));
                return runner.run(what, given -> StepContext.ofShard(3, at.step(), at.shard(), 0.5).call(() -> {
                    Tensor scores = model.train().forward(given.getFirst()).flatten(0, -2);
                    int rows = (int) scores.dim(0);
                    Tensor mean = Loss.crossEntropy(scores, Tensor.of(labels(rows), Shape.of(rows), Device.CPU));
                    mean.backward(0.5);
                    return List.of(mean);
                })).getFirst().item();
            }
        }
    }

    /// How a shard's forward and backward are run.
    private interface ShardRunner {

        List<Tensor> run(PlannedStep.Repeat what, Function<List<Tensor>, List<Tensor>> body);
    }

    /// With labels that the body itself makes of numbers, dropout, and attention with dropout.
    @ParameterizedTest
    @MethodSource("io.ringmaster.tensor.plan.PlannedStepTest$Model#all")
    void modelsTrainToTheSameBitsAsWithoutAPlan(Model model) {
        List<Object> eager = model.train((what, body) -> body.apply(what.inputs()));
        try (PlannedStep step = PlannedStep.on(Device.CPU)) {
            assertThat(model.train((what, body) -> step.runAll(() -> body.apply(what.inputs())))).isEqualTo(eager);
            assertThat(step.planned()).isEqualTo(1);
        }
        try (PlannedStep step = PlannedStep.on(Device.CPU)) {
            assertThat(model.train(step::repeat)).isEqualTo(eager);
            assertThat(step.planned()).isEqualTo(1);
        }
        try (PlannedStep step = PlannedStep.on(Device.CPU);
            ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            assertThat(model.train((what, body) -> CompletableFuture.supplyAsync(() -> step.repeat(what, body), threads).join()))
                .as("each shard on a thread of its own").isEqualTo(eager);
        }
    }

    @Test
    void aBodyThatRepeatsIsCalledOnceForEachKeyAndShape() {
        List<Integer> calls = new ArrayList<>();
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            for (int run = 0; run < 3; run++) {
                for (int size : new int[] {2, 3}) {
                    for (String key : List.of("a", "b")) {
                        Tensor x = Tensor.full(run, size);
                        List<Tensor> found = step.repeat(new PlannedStep.Repeat(key, run, 0, List.of(x)), given -> {
                            calls.add(size);
                            return List.of(given.getFirst().mul(2), given.getFirst());
                        });
                        assertThat(found.getLast().toFloatArray()).containsExactly(x.toFloatArray());
                        assertThat(found.getFirst().toFloatArray()).hasSize(size).containsOnly(2f * run);
                    }
                }
            }
        }
        assertThat(calls).containsExactly(2, 2, 3, 3);
    }

    @Test
    void aBodyThatReadsAValueIsCalledEachTime() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            for (float number : new float[] {1, -1, 2}) {
                Tensor x = Tensor.of(number);
                assertThat(step.repeat(new PlannedStep.Repeat("key", 0, 0, List.of(x)), given ->
                    List.of(given.getFirst().sum().item() > 0 ? given.getFirst() : given.getFirst().neg().mul(3))).getFirst().item())
                    .isEqualTo(number > 0 ? number : -3 * number);
                assertThat(step.repeat(new PlannedStep.Repeat("input", 0, 0, List.of(x)), given ->
                    List.of(given.getFirst().item() > 0 ? given.getFirst().add(1) : given.getFirst().add(-1))).getFirst().item())
                    .isEqualTo(number > 0 ? number + 1 : number - 1);
            }
        }
    }

    /// Noise that the body makes itself, and a number that it draws for its own use, are others in each step.
    @Test
    void aBodyThatDrawsRandomNumbersItselfIsCalledEachTime() {
        Function<PlannedStep.Repeat, List<Tensor>> eager = what -> StepContext.ofShard(3, what.step(), what.shard(), 1).call(() -> {
            Tensor x = what.inputs().getFirst();
            Tensor noisy = x.add(Tensor.randn(StepContext.nextStream(), 3)).dropout(new DropoutMask(StepContext.nextStream(), 0.5));
            return List.of(noisy, x.mul(StepContext.nextStream().uniform(0)));
        });
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            for (int at = 0; at < 4; at++) {
                var what = new PlannedStep.Repeat("noise", at / 2, at % 2, List.of(Tensor.of(1, 2, at)));
                List<Tensor> found = step.repeat(what,
                    given -> eager.apply(new PlannedStep.Repeat(what.key(), what.step(), what.shard(), given)));
                List<Tensor> expected = eager.apply(what);
                assertThat(found.getFirst().toFloatArray()).containsExactly(expected.getFirst().toFloatArray());
                assertThat(found.getLast().toFloatArray()).containsExactly(expected.getLast().toFloatArray());
            }
        }
    }

    @Test
    void whatIsRepeatedOftenStaysPlanned() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1, 2);
            for (int other = 0; other < 20; other++) {
                for (Object key : List.of("often", other)) {
                    step.repeat(new PlannedStep.Repeat(key, 0, 0, List.of(x)), given -> List.of(given.getFirst().mul(2)));
                }
            }
            assertThat(step.planned()).isEqualTo(21);
        }
    }

    /// What a body brings and what was planned for it is freed where its kernels can't be prepared; later ones can.
    @Test
    void aRepetitionThatCannotBePreparedLeavesNothing() {
        Backend cpu = Backends.of(Device.CPU);
        boolean[] broken = {true};
        Backend failing = new ForwardingBackend(cpu) {

            @Override
            public Runnable prepared(Kernel kernel) {
                if (broken[0]) {
                    throw new IllegalStateException("the backend's own");
                }
                return super.prepared(kernel);
            }
        };
        long before = cpu.allocator().usage().bytesInUse();
        try (PlannedStep step = Backends.withStandIn(failing, () -> PlannedStep.on(Device.CPU)); Scope _ = Scope.open()) {
            var what = new PlannedStep.Repeat("key", 0, 0, List.of(Tensor.of(1, 2, 3)));
            Function<List<Tensor>, List<Tensor>> body = given -> List.of(given.getFirst().add(Tensor.of(1, 1, 1)).mul(2));
            long withInput = cpu.allocator().usage().bytesInUse();
            assertThatThrownBy(() -> step.repeat(what, body)).hasMessage("the backend's own");
            assertThat(cpu.allocator().usage().bytesInUse()).isEqualTo(withInput);
            broken[0] = false;
            assertThat(step.repeat(what, body).getFirst().toFloatArray()).containsExactly(4, 6, 8);
        }
        assertThat(cpu.allocator().usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void inputsWithGapsAreRefused() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor gaps = Tensor.of(new float[][] {{1, 2}, {3, 4}}).transpose(0, 1);
            assertThatThrownBy(() -> step.repeat(new PlannedStep.Repeat(1, 0, 0, List.of(gaps)), given -> given))
                .isInstanceOf(ShapeException.class).hasMessageContaining("contiguous");
        }
    }

    @Test
    void numbersThatABodyGivesToTensorsMayChangeFromRunToRun() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            for (float number : new float[] {1, -2, 3.5f}) {
                Tensor sum = step.run(() -> {
                    Tensor _ = Tensor.of(number, number, number);
                    return Tensor.of(number, 2 * number).add(Tensor.of(1f, 1f));
                });
                assertThat(sum.toFloatArray()).containsExactly(number + 1, 2 * number + 1);
            }
            assertThat(step.planned()).isEqualTo(1);
        }
    }

    private static Tensor draw(Shape shape, int site, Device device) {
        RandomStream stream = new RandomStream(7, 0, 0, site);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = stream.uniform(i) - 0.5f;
        }
        return Tensor.of(values, shape, device);
    }

    private static long[] labels(int samples) {
        long[] labels = new long[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = i % 5;
        }
        return labels;
    }

    @Test
    void takesNothingFromTheSystemOncePlanned() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = draw(Shape.of(50, 40), 1, Device.CPU);
            Supplier<Tensor> body = () -> x.matmul(x.t()).relu().mul(0.5).sum();
            double first = runAlone(step, body);
            long before = Backends.of(Device.CPU).allocator().usage().systemTakings();
            for (int i = 0; i < 10; i++) {
                assertThat(runAlone(step, body)).isEqualTo(first);
            }
            assertThat(Backends.of(Device.CPU).allocator().usage().systemTakings()).isEqualTo(before);
            assertThat(step.planned()).isEqualTo(1);
        }
    }

    private static double runAlone(PlannedStep step, Supplier<Tensor> body) {
        try (Scope _ = Scope.open()) {
            return step.run(body).item();
        }
    }

    @Test
    void givesAllMemoryBack() {
        long before = Backends.of(Device.CPU).allocator().usage().bytesInUse();
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = draw(Shape.of(5, 4), 1, Device.CPU);
            for (int rows = 1; rows < 30; rows++) {
                Tensor wide = draw(Shape.of(rows, 5, 4), rows, Device.CPU);
                runAlone(step, () -> x.mul(wide).sum());
            }
            runAlone(step, () -> Tensor.of((float) x.sum().item()));
            assertThatThrownBy(() -> step.run(() -> {
                x.add(Tensor.of(1, 2, 3, 4)).sum();
                throw new IllegalStateException("the body's own");
            })).hasMessage("the body's own");
        }
        assertThat(Backends.of(Device.CPU).allocator().usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void aBodyThatReadsAValueRunsAsItGoes() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1, 2, 3).requiresGrad(true);
            Tensor y = step.run(() -> {
                Tensor sum = x.mul(x).sum();
                Tensor more = sum.item() > 10 ? sum.mul(2) : sum;
                more.backward();
                return more;
            });
            assertThat(y.item()).isEqualTo(28);
            assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(4, 8, 12);
            assertThat(step.planned()).isZero();
        }
    }

    @Test
    void aBodyMayBringValuesOfTheHost() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1, 2, 3);
            for (int round = 0; round < 3; round++) {
                int number = round;
                double sum = step.run(() -> {
                    Tensor product;
                    try (Scope scope = Scope.open()) {
                        product = scope.keep(x.mul(Tensor.of(number, 10, 100)));
                    }
                    Tensor filled = Tensor.of(7, 8, 9);
                    filled.fill(number);
                    return product.add(filled).sum();
                }).item();
                assertThat(sum).isEqualTo(number + 20 + 300 + 3 * number);
            }
            assertThat(step.planned()).isEqualTo(1);
        }
    }

    /// Over values of the host, and over what a body is given.
    @Test
    void aBodyMayBringOtherValuesOfTheHostToATensor() {
        long before = Backends.of(Device.CPU).allocator().usage().bytesInUse();
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor other = Tensor.of(new float[] {4, 5, 6}, Shape.of(3), Device.REFERENCE);
            for (int round = 0; round < 3; round++) {
                assertThat(step.run(() -> {
                    Tensor x = Tensor.of(1, 2, 3);
                    x.assign(other);
                    return x.sum();
                }).item()).isEqualTo(15);
                Tensor given = Tensor.of(1, 2, round);
                assertThat(step.repeat(new PlannedStep.Repeat("", 0, 0, List.of(given)), inputs -> {
                    inputs.getFirst().assign(other);
                    return List.of(inputs.getFirst().sum());
                }).getFirst().item()).isEqualTo(15);
                assertThat(given.toFloatArray()).containsExactly(4, 5, 6);
            }
        }
        assertThat(Backends.of(Device.CPU).allocator().usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void aBodyMayReadValuesOfTheHostAgain() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            double sum = step.run(() -> {
                Tensor x = Tensor.of(1, 2, 3);
                x.fill(5);
                return Tensor.of(x.toFloatArray()).sum();
            }).item();
            assertThat(sum).isEqualTo(15);
        }
    }

    @Test
    void aBodyMayDoSomethingElseEachTime() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor a = Tensor.of(1, 2);
            Tensor b = Tensor.of(10, 20);
            for (int round = 0; round < 3; round++) {
                assertThat(step.run(() -> a.add(b).sum()).item()).isEqualTo(33);
                assertThat(step.run(() -> a.sub(b).sum()).item()).isEqualTo(-27);
                assertThat(step.run(() -> a.add(a).sum()).item()).isEqualTo(6);
                int factor = round;
                assertThat(step.run(() -> a.mul(factor).sum()).item()).isEqualTo(3 * factor);
            }
            assertThat(step.planned()).as("two tensors, one tensor twice, one tensor and a number").isEqualTo(3);
        }
    }

    @Test
    void resultsLiveOnAndTheRestIsGone() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1, 2, 3);
            List<Tensor> kept = new ArrayList<>();
            Tensor first = step.run(() -> {
                Tensor twice = x.mul(2);
                kept.add(twice);
                return twice.add(x);
            });
            Tensor second = step.run(() -> {
                Tensor twice = x.mul(4);
                return twice.add(x);
            });
            assertThat(first.toFloatArray()).containsExactly(3, 6, 9);
            assertThat(second.toFloatArray()).containsExactly(5, 10, 15);
            assertThat(first.add(second).toFloatArray()).containsExactly(8, 16, 24);
            assertThatThrownBy(() -> kept.getFirst().toFloatArray()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aResultMayBeWhatWasThereBefore() {
        try (PlannedStep step = PlannedStep.on(Device.CPU); Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1, 2, 3);
            assertThat(step.run(() -> x)).isSameAs(x);
            assertThat(x.toFloatArray()).containsExactly(1, 2, 3);
        }
    }
}
