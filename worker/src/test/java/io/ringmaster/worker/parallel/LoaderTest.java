package io.ringmaster.worker.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.Digits;
import io.ringmaster.tensor.data.RandomSampler;
import io.ringmaster.tensor.data.SampleOrder;
import io.ringmaster.tensor.data.image.RandomCrop;
import io.ringmaster.tensor.data.image.RandomHorizontalFlip;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class LoaderTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int SAMPLES = 60;
    private static final Dataset DIGITS = Digits.training(1, SAMPLES);
    private static final Allocator ALLOCATOR = Backends.of(Device.CPU).allocator();

    /// More steps than slots, so that each slot is used again and grows.
    @Property(tries = 50)
    void everyStepHasItsSamplesInTheEpochsOrder(
        @ForAll long seed, @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 20) Integer> shardSizes) throws InterruptedException {
        try (Loader loader = Loader.start(DIGITS, seed, ALLOCATOR, "loader")) {
            List<StepPlan> plans = new ArrayList<>();
            for (int size : shardSizes) {
                StepPlan plan = plan(plans.size() + 1, List.of(new ShardSlice(0, 3, 3 + size), new ShardSlice(4, 40, 41)));
                plans.add(plan);
                loader.plan(plan);
            }
            for (StepPlan plan : plans) {
                try (Batch batch = loader.take(plan.step(), SOON)) {
                    assertThat(batch.targets().toArray(ValueLayout.JAVA_LONG_UNALIGNED)).isEqualTo(labels(seed, plan));
                    assertThat(batch.features().byteSize()).isEqualTo(batch.samples() * 784L * 4);
                }
            }
        }
    }

    /// Random transforms included: whoever has a shard has the same bytes.
    @Property(tries = 30)
    void aShardsSamplesAreTheSameWhicheverShardsAreBesideIt(@ForAll long seed) throws InterruptedException {
        Dataset random = DIGITS.transformed(new RandomCrop(28, 28, 3), new RandomHorizontalFlip());
        ShardSlice first = new ShardSlice(0, 3, 9);
        ShardSlice second = new ShardSlice(1, 40, 47);
        try (Loader both = Loader.start(random, seed, ALLOCATOR, "both"); Loader one = Loader.start(random, seed, ALLOCATOR, "one")) {
            both.plan(plan(1, List.of(first, second)));
            one.plan(plan(1, List.of(second)));
            try (Batch all = both.take(new Step(1), SOON); Batch alone = one.take(new Step(1), SOON)) {
                assertThat(all.slice(6, 13).features().mismatch(alone.features())).isEqualTo(-1);
                assertThat(all.slice(6, 13).targets().mismatch(alone.targets())).isEqualTo(-1);
            }
        }
    }

    @Test
    void aStepWithoutSamplesIsAnEmptyBatch() throws InterruptedException {
        try (Loader loader = Loader.start(DIGITS, 1, ALLOCATOR, "loader")) {
            loader.plan(plan(1, List.of()));
            try (Batch batch = loader.take(new Step(1), SOON)) {
                assertThat(batch.samples()).isZero();
            }
        }
    }

    @Test
    void saysWhatHasNotCome() {
        try (Loader loader = Loader.start(DIGITS, 1, ALLOCATOR, "loader")) {
            assertThatThrownBy(() -> loader.take(new Step(3), Duration.ofMillis(1)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("samples of step 3");
        }
    }

    @Test
    void cancellingEndsWhatWaits() {
        try (Loader loader = Loader.start(DIGITS, 1, ALLOCATOR, "loader")) {
            loader.cancel();
            assertThatThrownBy(() -> loader.take(new Step(1), SOON)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void closingGivesAllMemoryBack() {
        long before = ALLOCATOR.usage().bytesInUse();
        try (Loader loader = Loader.start(DIGITS, 1, ALLOCATOR, "loader")) {
            loader.plan(plan(1, List.of(new ShardSlice(0, 0, 30))));
        }
        assertThat(ALLOCATOR.usage().bytesInUse()).isEqualTo(before);
    }

    private static StepPlan plan(int step, List<ShardSlice> slices) {
        return new StepPlan(new Step(step), 2, SAMPLES, slices);
    }

    private static long[] labels(long seed, StepPlan plan) {
        SampleOrder order = new RandomSampler(SAMPLES).order(seed, plan.epoch());
        return plan.slices().stream().flatMapToLong(slice -> LongStream.range(slice.from(), slice.to()))
            .map(position -> DIGITS.label(order.sampleAt(position))).toArray();
    }
}
