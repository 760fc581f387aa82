package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.job.JobData;
import io.ringmaster.metric.Metric;
import io.ringmaster.models.Mlp;
import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.MSELoss;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.BatchMemory;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.SampleOrder;
import io.ringmaster.tensor.data.TensorDataset;
import io.ringmaster.tensor.data.TensorType;
import io.ringmaster.tensor.random.RandomStream;
import io.ringmaster.worker.GradientSum.Summed;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A step's loss and gradient are the mean over all that counts in it, however it is cut into shards.
final class StepWeightTest {

    private static final int SAMPLES = TestRun.BATCH;
    private static final long IGNORED = 0;

    private final ActorTestKit kit = ActorTestKit.create("weights", ConfigFactory.load("ringmaster-worker"));

    @AfterEach
    void close() {
        kit.shutdownTestKit();
    }

    /// What counts and what does not.
    enum Case {
        ALL,
        SOME,
        WEIGHTED;

        Loss loss() {
            return switch (this) {
                case ALL -> new CrossEntropyLoss();
                case SOME -> new CrossEntropyLoss().ignoreIndex(IGNORED);
                case WEIGHTED -> new CrossEntropyLoss().classWeights(Tensor.of(0.5f, 2, 1.25f));
            };
        }

        /// Of [#SOME], whole shards have none.
        long[] labels() {
            return IntStream.range(0, SAMPLES).mapToLong(i -> this == SOME && (i < 7 || i % 4 == 0) ? IGNORED : 1 + i % 2).toArray();
        }
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void lossAndGradientAreThoseOfTheWholeBatch(Case of) {
        try (Scope _ = Scope.open()) {
            Tensor features = Tensor.randn(new RandomStream(5, 0, 0, 0), SAMPLES, 4);
            Loss loss = of.loss();
            Layer whole = Mlp.of(4, 3).initialize(7);
            Tensor mean = loss.mean(whole.forward(features), Tensor.of(of.labels(), Shape.of(SAMPLES), Device.CPU));
            mean.backward();

            Layer cut = Mlp.of(4, 3);
            try (Replica replica = replica(cut, loss, set(features, of.labels()))) {
                List<ShardLoss> losses = step(replica, set(features, of.labels()));
                assertThat(ShardLoss.mean(losses)).isCloseTo(mean.item(), within(1e-6));
                for (String parameter : List.of("0.weight", "0.bias")) {
                    assertThat(gradient(cut, parameter)).containsExactly(gradient(whole, parameter), within(1e-6f));
                }
            }
            whole.close();
        }
    }

    /// Each value is a number of its own.
    @Test
    void valuesCountOneByOne() {
        try (Scope _ = Scope.open()) {
            Tensor features = Tensor.randn(new RandomStream(5, 0, 0, 0), SAMPLES, 4);
            Tensor targets = Tensor.randn(new RandomStream(6, 0, 0, 0), SAMPLES, 3);
            Dataset set = TensorDataset.of(features, targets);
            Layer whole = Mlp.of(4, 3).initialize(7);
            double mean = new MSELoss().mean(whole.forward(features), targets).item();
            try (Replica replica = replica(Mlp.of(4, 3), new MSELoss(), set, Map.of("root", Metric.rootMeanSquaredError()))) {
                Evaluation.Score score = replica.evaluate(set, slices());
                assertThat(ShardLoss.mean(score.losses())).isCloseTo(mean, within(1e-6));
                assertThat(MetricReport.values(score.metrics())).singleElement().extracting(MetricValue::value)
                    .satisfies(root -> assertThat(root).isCloseTo(Math.sqrt(mean), within(1e-6)));
                assertThat(ShardLoss.mean(step(replica, set))).isCloseTo(mean, within(1e-6));
            }
            whole.close();
        }
    }

    @Test
    void labelsThatAreIgnoredUnannouncedAreNamed() {
        try (Scope _ = Scope.open(); Replica replica = replica(Mlp.of(4, 3), new CrossEntropyLoss(), labelled(Case.ALL.labels()))) {
            assertThatThrownBy(() -> step(replica, new Masked(labelled(Case.ALL.labels())))).isInstanceOf(ConfigException.class)
                .hasMessageContaining("step 1: shard 0 weighs 0.0, but its 3 samples weigh 3.0")
                .hasMessageContaining("loss.ignore-index = [-100]");
        }
    }

    @Test
    void aStepInWhichNothingCountsIsNamed() {
        Dataset ignored = labelled(IntStream.range(0, SAMPLES).mapToLong(_ -> IGNORED).toArray());
        try (Scope _ = Scope.open(); Replica replica = replica(Mlp.of(4, 3), Case.SOME.loss(), ignored)) {
            assertThatThrownBy(() -> step(replica, ignored)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("step 1: all its 30 samples together weigh 0.0");
        }
    }

    /// A set whose first labels are those that losses ignore by default.
    private record Masked(Dataset of) implements Dataset {

        @Override
        public long size() {
            return of.size();
        }

        @Override
        public TensorType features() {
            return of.features();
        }

        @Override
        public TensorType target() {
            return of.target();
        }

        @Override
        public int classes() {
            return of.classes();
        }

        @Override
        public void readFeatures(long index, MemorySegment into, long offsetBytes) {
            of.readFeatures(index, into, offsetBytes);
        }

        @Override
        public void readTarget(long index, MemorySegment into, long offsetBytes) {
            if (index < 5) {
                into.set(ValueLayout.JAVA_LONG_UNALIGNED, offsetBytes, -100);
            } else {
                of.readTarget(index, into, offsetBytes);
            }
        }

        @Override
        public String fingerprint() {
            return "masked " + of.fingerprint();
        }
    }

    private static Dataset labelled(long[] labels) {
        try (Scope _ = Scope.open()) {
            return set(Tensor.ones(SAMPLES, 4), labels);
        }
    }

    private static Dataset set(Tensor features, long[] labels) {
        return TensorDataset.of(features.toFloatArray(), Shape.of(4), labels);
    }

    private static Replica replica(Layer net, Loss loss, Dataset set) {
        return replica(net, loss, set, Map.of());
    }

    private static Replica replica(Layer net, Loss loss, Dataset set, Map<String, Metric> metrics) {
        JobConfig job = TestRun.job();
        return Replica.of(TestRun.built(job), new JobModel(net, net::forward, loss, metrics, true), new JobData(set, set), Device.CPU);
    }

    private static float[] gradient(Layer of, String parameter) {
        return of.get(parameter).tensor().gradient().orElseThrow().toFloatArray();
    }

    private static List<ShardSlice> slices() {
        return IntStream.range(0, TestRun.SHARDS).mapToObj(shard -> ShardSlice.of(shard, TestRun.SHARDS, 0, SAMPLES)).toList();
    }

    private List<ShardLoss> step(Replica replica, Dataset set) {
        StepPlan plan = new StepPlan(new Step(1), 1, SAMPLES, slices());
        Exchange exchange = ReplicaTest.alone(kit);
        exchange.begin(plan.step());
        try (BatchMemory memory = BatchMemory.of(Backends.of(Device.CPU).allocator(), set)) {
            Batch batch = memory.room(SAMPLES);
            new BatchReader(set, SampleOrder.sequential(SAMPLES)).read(0, SAMPLES, batch);
            Summed summed = replica.gradientSum().reduce(StepShards.of(replica, plan, batch), exchange);
            replica.update(plan.step(), replica.weigh(plan, summed.losses(), exchange));
            return summed.losses();
        }
    }
}
