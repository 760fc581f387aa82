package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BufferTest {

    /// Takes the mean of what it has seen away.
    private static final class Centred extends Layer {

        private final Parameter scale = parameter("scale", Shape.of(2), Initializer.constant(1));
        private final RunningStatistic mean =
            buffer("running_mean", new RunningStatistic(Shape.of(2), Initializer.constant(4), 0.25));
        private final BatchCounter batches = buffer("num_batches_tracked", new BatchCounter());
        private final Buffer offset = buffer("offset", Shape.of(1), Initializer.constant(9));

        @Override
        public Tensor forward(Tensor x) {
            if (isTraining()) {
                mean.follow(x.mean(0).reshape(2).detach());
                batches.follow();
            }
            return x.sub(mean.tensor()).mul(scale.tensor()).add(offset.tensor());
        }
    }

    private static final float[][] ROWS = {{1, 2}, {3, 4}, {5, 12}};

    @Test
    void belongToTheStateButDoNotTrain() {
        try (Centred net = new Centred(); Scope _ = Scope.open()) {
            net.initialize(1);
            assertThat(net.stateDict().keySet())
                .containsExactly("scale", "running_mean", "num_batches_tracked", "offset");
            assertThat(net.parameters().keySet()).containsExactly("scale");
            assertThat(net.parameterCount()).isEqualTo(2);
            assertThat(net.getBuffer("running_mean")).isSameAs(net.mean);
            assertThat(net.buffers().keySet()).containsExactly("running_mean", "num_batches_tracked", "offset");
            assertThat(net).asString().contains("running_mean [2], buffer").endsWith("2 parameters");
            net.eval();
            net.forward(Tensor.of(ROWS)).sum().backward();
            assertThat(net.mean.tensor().gradient()).isEmpty();
            assertThat(net.mean.tensor().toFloatArray()).containsOnly(4);
        }
    }

    @Test
    void aWholeStepMovesThemInForward() {
        try (Centred net = new Centred(); Scope _ = Scope.open()) {
            net.initialize(1);
            net.forward(Tensor.of(ROWS));
            assertThat(net.mean.tensor().toFloatArray()).containsExactly(0.75f * 4 + 0.25f * 3, 0.75f * 4 + 0.25f * 6);
            StepContext.ofStep(1, 1).call(() -> net.forward(Tensor.of(ROWS)));
            assertThat(net.batches.value()).isEqualTo(2);
        }
    }

    /// However a step's samples are cut into shards, the statistics move by the mean over all of them.
    @Test
    void shardsMoveThemAtCommitByTheirWeights() {
        try (Centred net = new Centred(); Scope _ = Scope.open()) {
            net.initialize(1);
            try (ParameterBuffer buffer = ParameterBuffer.flatten(net)) {
                assertThat(buffer.elements()).isEqualTo(4);
                assertThat(buffer.valuesTensor().shape()).isEqualTo(Shape.of(2));
                for (int step = 0; step < 2; step++) {
                    buffer.zeroGradients();
                    shard(net, 0, 2.0 / 3, ROWS[0], ROWS[1]);
                    shard(net, 1, 1.0 / 3, ROWS[2]);
                    assertThat(net.mean.tensor().toFloatArray()).as("a step that is not committed changes nothing")
                        .containsExactly(step == 0 ? new float[] {4, 4} : new float[] {3.75f, 4.5f});
                    buffer.commitStatistics();
                }
                assertThat(net.mean.tensor().toFloatArray())
                    .containsExactly(new float[] {0.75f * 3.75f + 0.75f, 0.75f * 4.5f + 1.5f}, offset(1e-6f));
                assertThat(net.batches.value()).isEqualTo(2);
                assertThat(net.offset.tensor().toFloatArray()).containsExactly(9);
                assertThat(buffer.state().keySet()).containsExactlyElementsOf(net.stateDict().keySet());
            }
        }
    }

    /// As many batches as there are count alike, whether each moves the statistics at once or shards do so together.
    @Test
    void averagesCountAllBatchesAlike() {
        try (BatchNorm1d alone = new BatchNorm1d(2).averaging(); BatchNorm1d sharded = new BatchNorm1d(2).averaging();
             Scope _ = Scope.open()) {
            alone.initialize(1);
            sharded.initialize(1);
            try (ParameterBuffer buffer = ParameterBuffer.flatten(sharded)) {
                for (float shift : new float[] {0, 3, 9}) {
                    Tensor x = Tensor.of(ROWS).add(shift);
                    alone.forward(x);
                    buffer.zeroGradients();
                    StepContext.ofShard(5, 1, 0, 1).call(() -> sharded.forward(x));
                    buffer.commitStatistics();
                }
                assertThat(alone.getBuffer("running_mean").tensor().toFloatArray()).containsExactly(new float[] {7, 10}, offset(1e-5f));
                assertThat(sharded.getBuffer("running_mean").tensor().toFloatArray())
                    .containsExactly(alone.getBuffer("running_mean").tensor().toFloatArray(), offset(1e-6f));
                assertThat(sharded.getBuffer("running_var").tensor().toFloatArray())
                    .containsExactly(alone.getBuffer("running_var").tensor().toFloatArray(), offset(1e-5f));
            }
        }
    }

    private static void shard(Centred net, int shard, double weight, float[]... rows) {
        StepContext.ofShard(5, 1, shard, weight).call(() -> net.forward(Tensor.of(rows)));
    }

    @Test
    void shardsNeedSomewhereToAddUpAndEachFollowsOnce() {
        try (Centred net = new Centred(); Scope _ = Scope.open()) {
            net.initialize(1);
            assertThatThrownBy(() -> shard(net, 0, 1, ROWS)).hasMessageContaining("flatten the module");
            try (ParameterBuffer _ = ParameterBuffer.flatten(net)) {
                assertThatThrownBy(() -> StepContext.ofShard(5, 1, 3, 1).call(() -> {
                    net.forward(Tensor.of(ROWS));
                    return net.forward(Tensor.of(ROWS));
                })).hasMessageContaining("two batches in one forward pass of shard 3");
            }
            assertThatThrownBy(() -> StepContext.ofShard(5, 1, 0, 1.5)).hasMessageContaining("weighs 1.5");
        }
    }

    @Test
    void countsStayWholeInAnyDtype() {
        try (Centred net = new Centred(); Scope _ = Scope.open()) {
            net.to(Device.REFERENCE, DType.FLOAT64).initialize(1);
            assertThat(net.batches.tensor().dtype()).isEqualTo(DType.INT64);
            assertThat(net.mean.tensor().dtype()).isEqualTo(DType.FLOAT64);
            Tensor x = Tensor.of(new double[] {1, 2, 3, 6}, Shape.of(2, 2), Device.REFERENCE);
            net.forward(x);
            assertThat(net.mean.tensor().toDoubleArray()).containsExactly(3.5, 4);
            assertThat(net.batches.value()).isEqualTo(1);
            net.loadStateDict(Map.of("scale", Tensor.ones(2), "running_mean", Tensor.zeros(2), "offset", Tensor.zeros(1),
                "num_batches_tracked", Tensor.of(new long[] {1L << 40}, Shape.SCALAR, Device.CPU)));
            assertThat(net.batches.value()).isEqualTo(1L << 40);
        }
    }

    /// Shared weights add up within a backward; what no backward reaches has no gradient; sums begin anew.
    @Test
    void gradientsTakeThePlaceOfThoseBefore() {
        Linear shared = new Linear(2, 2);
        Linear lonely = new Linear(2, 2);
        Centred centred = new Centred();
        Sequential net = new Sequential(shared, centred, lonely);
        try (net; Scope _ = Scope.open()) {
            net.initialize(1);
            try (ParameterBuffer buffer = ParameterBuffer.flatten(net)) {
                Tensor x = Tensor.of(ROWS);
                buffer.zeroGradients();
                shardOf(shared, centred, x);
                float[] alone = buffer.gradientsTensor().toFloatArray();
                float[] sums = sums(buffer);
                for (int round = 0; round < 2; round++) {
                    buffer.gradientsTensor().fill(77);
                    int count = buffer.replacingGradients(() -> {
                        shardOf(shared, centred, x);
                        return 5;
                    });
                    assertThat(count).isEqualTo(5);
                    assertThat(buffer.gradientsTensor().toFloatArray()).containsExactly(alone);
                    assertThat(sums(buffer)).containsExactly(sums);
                }
                assertThat(lonely.get("weight").tensor().gradient().orElseThrow().toFloatArray()).containsOnly(0);
                shardOf(shared, centred, x);
                assertThat(buffer.gradientsTensor().sum().item()).as("the next ones add up again")
                    .isCloseTo(2 * Tensor.of(alone).sum().item(), offset(1e-4));
                assertThatThrownBy(() -> buffer.replacingGradients(() -> {
                    throw new IllegalStateException("the body's own");
                })).hasMessage("the body's own");
                assertThat(buffer.gradientsTensor().toFloatArray()).as("after a body that failed").containsOnly(0);
            }
        }
    }

    private static float[] sums(ParameterBuffer buffer) {
        return Tensor.borrow(buffer.gradients(), Shape.of(buffer.elements()), DType.FLOAT32, Device.CPU)
            .narrow(0, buffer.valuesTensor().elements(), 2).toFloatArray();
    }

    private static void shardOf(Linear shared, Centred centred, Tensor x) {
        StepContext.ofShard(1, 1, 0, 1).call(() -> {
            centred.forward(shared.forward(shared.forward(x))).square().sum().backward();
            return null;
        });
    }
}
