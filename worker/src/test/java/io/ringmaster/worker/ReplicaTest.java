package io.ringmaster.worker;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.job.JobData;
import io.ringmaster.models.Mlp;
import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.Layer;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.worker.GradientSum.Summed;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;
import io.ringmaster.worker.collective.RingPlace;
import io.ringmaster.worker.collective.SharedMemory;
import io.ringmaster.worker.parallel.Loader;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplicaTest {

    private static final String EXPONENTS = "reduction.exponents";

    private static Replica replica(GradientReduction reduction) {
        JobConfig job = TestRun.job(reduction, 0.05);
        return Replica.build(TestRun.built(job), TestRun.data(job), Device.CPU);
    }

    /// Where in an image a tensor is, to be written.
    static MemorySegment data(MemorySegment image, String tensor) {
        try (SafetensorsFile file = SafetensorsFile.of("image", image)) {
            MemorySegment data = file.get(tensor).data();
            return image.asSlice(data.address() - image.address(), data.byteSize());
        }
    }

    @Test
    void theFullStateHasTheExponentsAndTheModelHasNot() {
        try (Replica donor = replica(GradientReduction.EXACT); Replica joiner = replica(GradientReduction.EXACT)) {
            MemorySegment image = donor.encode(StateKind.FULL);
            MemorySegment changed = data(image, EXPONENTS);
            changed.set(JAVA_INT_UNALIGNED, 0, 7);
            joiner.restore("image", image);
            assertThat(exponents(joiner))
                .isEqualTo(changed.toArray(JAVA_INT_UNALIGNED)).startsWith(7, -149);
            try (SafetensorsFile model = SafetensorsFile.of("model", donor.encode(StateKind.MODEL))) {
                assertThat(model.names()).doesNotContain(EXPONENTS).contains("0.weight");
            }
        }
    }

    @Test
    void exponentsThatNoGridHasAreRefusedAndNothingIsTaken() {
        try (Replica replica = replica(GradientReduction.EXACT)) {
            String before = replica.digest();
            for (int exponent : new int[] {-150, 129, Integer.MIN_VALUE}) {
                MemorySegment image = replica.encode(StateKind.FULL);
                data(image, EXPONENTS).set(JAVA_INT_UNALIGNED, 4, exponent);
                data(image, "model.0.bias").fill((byte) 1);
                assertThatThrownBy(() -> replica.restore("image", image)).isInstanceOf(StateFileException.class)
                    .hasMessageContaining("image has " + exponent + " in 'reduction.exponents'");
            }
            assertThat(replica.digest()).isEqualTo(before);
        }
    }

    /// A predictor that counts its calls and doubles what it finds at every other: it may only be spared calls where it says so.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aModelIsCalledForEachShardUnlessItRepeats(boolean repeats) throws InterruptedException {
        JobConfig job = TestRun.job();
        JobData data = TestRun.data(job);
        AtomicInteger calls = new AtomicInteger();
        Layer net = Mlp.of(data.train().features().elements(), data.classes());
        JobModel model = new JobModel(net, x -> net.forward(x.flatten(1)).mul(1 + calls.getAndIncrement() % 2),
            new CrossEntropyLoss(), Map.of(), repeats);
        try (Replica replica = Replica.of(TestRun.built(job), model, data, Device.CPU);
                Loader loader = Loader.start(data.train(), job.seed(), Backends.of(Device.CPU).allocator(), "loader")) {
            loader.plan(TestRun.plan(1, 0, 1));
            try (Batch samples = loader.take(new Step(1), Duration.ofSeconds(60))) {
                StepShards shards = StepShards.of(replica, TestRun.plan(1, 0, 1), samples);
                calls.set(0);   // of when the replica was made
                ShardLoss first = shards.backward(0);
                ShardLoss second = shards.backward(0);
                assertThat(second.equals(first)).isEqualTo(repeats);
                assertThat(calls).hasValue(repeats ? 1 : 2);
            }
        }
    }

    @Test
    void aModelThatCanNotBeBuiltLeavesNoMemoryTaken() {
        JobConfig job = TestRun.job();
        JobData data = TestRun.data(job);
        Layer net = Mlp.of(data.train().features().elements(), data.classes());
        JobModel model = new JobModel(net, _ -> {
            throw new IllegalStateException("a forward that fails");
        }, new CrossEntropyLoss(), Map.of(), true);
        long before = Backends.of(Device.CPU).allocator().usage().bytesInUse();
        assertThatThrownBy(() -> Replica.of(TestRun.built(job), model, data, Device.CPU)).hasMessageContaining("a forward that fails");
        assertThat(Backends.of(Device.CPU).allocator().usage().bytesInUse()).isEqualTo(before);
    }

    /// A step that is not taken, for whatever reason, is redone from what it began with.
    @Test
    void whatAStepHasShownOfItsGradientsCountsOnceItIsTaken() throws InterruptedException {
        JobConfig job = TestRun.job();
        JobData data = TestRun.data(job);
        ActorTestKit kit = ActorTestKit.create("ring", ConfigFactory.load("ringmaster-worker"));
        try (Replica replica = Replica.build(TestRun.built(job), data, Device.CPU);
                Loader loader = Loader.start(data.train(), job.seed(), Backends.of(Device.CPU).allocator(), "loader")) {
            Exchange exchange = alone(kit);
            loader.plan(TestRun.plan(1, 0, 1));
            try (Batch samples = loader.take(new Step(1), Duration.ofSeconds(60))) {
                StepShards shards = StepShards.of(replica, TestRun.plan(1, 0, 1), samples);
                Summed first = reduce(replica, shards, exchange);
                assertThat(first.calibrated()).isTrue();
                assertThat(exponents(replica)).containsOnly(-149);
                assertThat(reduce(replica, shards, exchange)).isEqualTo(first);

                replica.gradientSum().settle();
                replica.gradientSum().commit(shards.step());
                assertThat(exponents(replica)).doesNotContain(-149);
                assertThat(reduce(replica, shards, exchange)).isEqualTo(new Summed(first.losses(), false));
            }
        } finally {
            kit.shutdownTestKit();
        }
    }

    private static Summed reduce(Replica replica, StepShards shards, Exchange exchange) {
        exchange.begin(shards.step());
        return replica.gradientSum().reduce(shards, exchange);
    }

    private static int[] exponents(Replica replica) {
        return data(replica.encode(StateKind.FULL), EXPONENTS).toArray(JAVA_INT_UNALIGNED);
    }

    /// Of a ring of one.
    static Exchange alone(ActorTestKit kit) {
        return ring(kit, 1).getFirst();
    }

    /// Of each member of a ring.
    static List<Exchange> ring(ActorTestKit kit, int members) {
        List<ActorRef<RingMessage>> ring = IntStream.range(0, members).mapToObj(_ -> kit.spawn(
            Ring.create(new Ring.Settings(1024, 3, Duration.ofSeconds(60)), InstantSource.system()), RingDispatcher.selector())).toList();
        return IntStream.range(0, members).mapToObj(rank -> {
            GenerationPlace place = new GenerationPlace(TestRun.RUN, new Generation(1), new Rank(rank));
            Ring.control(ring.get(rank)).tell(new Ring.Enter(new RingPlace(place.run(), place.generation(), place.rank(), ring, SharedMemory.NONE)));
            return new Exchange(
                place, Ring.control(ring.get(rank)), RingDispatcher.of(kit.system()), 1 << 14, InstantSource.system());
        }).toList();
    }

    @Test
    void theStateOfAJobThatSumsOtherwiseIsRefused() {
        try (Replica exact = replica(GradientReduction.EXACT); Replica float32 = replica(GradientReduction.FLOAT32)) {
            assertThatThrownBy(() -> float32.restore("image", exact.encode(StateKind.FULL)))
                .isInstanceOf(StateFileException.class).hasMessageContaining("reduction.exponents");
            assertThatThrownBy(() -> exact.restore("image", float32.encode(StateKind.FULL)))
                .isInstanceOf(StateFileException.class).hasMessageContaining("reduction.exponents");
        }
    }
}
