package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.data.image.RandomCrop;
import io.ringmaster.tensor.data.image.RandomHorizontalFlip;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class DataLoaderTest {

    private static final Dataset DIGITS = Digits.training(3, 41);
    private static final Dataset AUGMENTED = DIGITS.transformed(new RandomCrop(28, 28, 3), new RandomHorizontalFlip());

    @Property(tries = 60)
    void batchesAreTheSameAtAnyDepthAndNumberOfThreads(
        @ForAll long seed, @ForAll @IntRange(max = 5) int epoch, @ForAll @IntRange(min = 1, max = 50) int batch,
        @ForAll @IntRange(min = 1, max = 6) int prefetch, @ForAll @IntRange(min = 1, max = 4) int threads) {
        DataLoader.Builder plain = DataLoader.of(AUGMENTED).batch(batch).shuffle(seed);
        float[][] expected = batches(plain.build(), epoch, 0).toArray(float[][]::new);
        assertThat(batches(plain.prefetch(prefetch).threads(threads).build(), epoch, 0).toArray(float[][]::new))
            .isDeepEqualTo(expected);
        assertThat(Arrays.stream(expected).mapToInt(values -> values.length / 784).sum()).isEqualTo(41);
    }

    @Property(tries = 40)
    void whoResumesGoesOnAsIfNeverInterrupted(
        @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int batch, @ForAll @IntRange(max = 3) int done) {
        DataLoader.Builder builder = DataLoader.of(AUGMENTED).batch(batch).shuffle(seed);
        List<float[]> whole = batches(builder.build(), 2, 0);
        int left = Math.min(done, whole.size());
        List<float[]> rest = batches(builder.build(), 2, Math.min(41, (long) left * batch));
        assertThat(rest.toArray(float[][]::new)).isDeepEqualTo(whole.subList(left, whole.size()).toArray(float[][]::new));
    }

    @Test
    void epochsDifferInOrderAndInRandomTransforms() {
        DataLoader.Builder ordered = DataLoader.of(AUGMENTED).batch(41).sampler(new SequentialSampler(41), 1);
        float[] first = batches(ordered.build(), 1, 0).getFirst();
        assertThat(batches(ordered.build(), 1, 0).getFirst()).isEqualTo(first);
        assertThat(batches(ordered.build(), 2, 0).getFirst()).isNotEqualTo(first);
        DataLoader.Builder shuffled = DataLoader.of(DIGITS).batch(41).shuffle(1);
        assertThat(batches(shuffled.build(), 1, 0).getFirst()).isNotEqualTo(batches(shuffled.build(), 2, 0).getFirst());
    }

    @Test
    void tensorsHaveTheDataSetsTypes() {
        try (DataLoader loader = DataLoader.of(DIGITS).batch(8).build(); Scope _ = Scope.open()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            try (Batch batch = batches.next()) {
                assertThat(batch.featuresOn(Device.CPU).shape()).isEqualTo(Shape.of(8, 1, 28, 28));
                assertThat(batch.targetsOn(Device.CPU).toLongArray()).containsExactly(
                    Samples.labels(DIGITS, 0, 1, 2, 3, 4, 5, 6, 7));
                assertThat(batch.slice(2, 4).targetsOn(Device.CPU).toLongArray())
                    .containsExactly(Samples.labels(DIGITS, 2, 3));
                assertThat(batch.featuresOn(Device.REFERENCE).toFloatArray())
                    .isEqualTo(batch.featuresOn(Device.CPU).toFloatArray());
            }
        }
    }

    @Test
    void theLastBatchIsShorterOrLeftOut() {
        assertThat(batches(DataLoader.of(DIGITS).batch(20).build(), 1, 0).stream().map(values -> values.length / 784))
            .containsExactly(20, 20, 1);
        assertThat(batches(DataLoader.of(DIGITS).batch(20).dropLast().build(), 1, 0).stream().map(values -> values.length / 784))
            .containsExactly(20, 20);
        assertThat(batches(DataLoader.of(DIGITS.slice(0, 0)).build(), 1, 0)).isEmpty();
    }

    /// With two batches ahead and none taken, no more than two are read; each that is closed lets one more be read.
    @Test
    void readsNoFurtherAheadThanItIsTold() throws InterruptedException {
        Counting counting = new Counting();
        try (DataLoader loader = DataLoader.of(counting).batch(1).prefetch(2).threads(3).build()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            assertThat(counting.reaches(2)).isTrue();
            assertThat(counting.reaches(3, Duration.ofMillis(50))).isFalse();
            try (Batch _ = batches.next()) {
                assertThat(counting.reaches(3)).isTrue();
                assertThat(counting.reaches(4, Duration.ofMillis(50))).isFalse();
            }
        }
    }

    @Test
    void batchesThatAreNotGivenBackAreNamedAtOnce() {
        try (DataLoader loader = DataLoader.of(DIGITS).prefetch(2).build()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            for (int taken = 0; taken < 3; taken++) {
                assertThat(batches.next().samples()).isEqualTo(1);
            }
            assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("all 3 batches of data-loader are in use; close one");
        }
    }

    @Test
    void aBatchGivenBackTwiceIsGivenBackOnce() {
        try (DataLoader loader = DataLoader.of(DIGITS).prefetch(1).build()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            Batch first = batches.next();
            first.close();
            first.close();
            batches.next();
            batches.next();
            assertThatThrownBy(batches::next).hasMessageContaining("all 2 batches");
        }
    }

    @Test
    void whatReadingThrowsReachesTheConsumerInItsTurn() {
        Dataset broken = new Broken(new DataException("sample 2 is damaged"));
        try (DataLoader loader = DataLoader.of(broken).prefetch(4).threads(3).build()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            batches.next().close();
            batches.next().close();
            assertThatThrownBy(batches::next).isInstanceOf(DataException.class).hasMessage("sample 2 is damaged");
            assertThat(batches.hasNext()).isFalse();
        }
        try (DataLoader loader = DataLoader.of(new Broken(new StackOverflowError("deep"))).batch(3).build()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            assertThatThrownBy(batches::next).isInstanceOf(StackOverflowError.class).hasMessage("deep");
        }
    }

    @Test
    void aBatchThatDoesNotComeIsNamed() {
        Counting counting = new Counting();
        counting.gate = new CountDownLatch(1);
        try (DataLoader loader = DataLoader.of(counting).timeout(Duration.ofMillis(10)).build()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("batch 0 of 100 has not come within 0.0 s");
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        Counting counting = new Counting();
        counting.gate = new CountDownLatch(1);
        try (DataLoader loader = DataLoader.of(counting).build()) {
            Iterator<Batch> batches = loader.epoch(1).iterator();
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::next).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingAndTheNextEpochFreeTheMemory() {
        long before = Backends.of(Device.CPU).allocator().usage().bytesInUse();
        try (DataLoader loader = DataLoader.of(DIGITS).batch(10).build()) {
            long batchBytes = 10 * DIGITS.features().elements() * Float.BYTES;
            for (int epoch = 1; epoch <= 60; epoch++) {
                loader.epoch(epoch).iterator().next().close();
            }
            // How much is loaded ahead at this moment is the loader's; 60 epochs that are kept would be far more.
            assertThat(Backends.of(Device.CPU).allocator().usage().bytesInUse() - before).isBetween(1L, 30 * batchBytes);
        }
        assertThat(Backends.of(Device.CPU).allocator().usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> DataLoader.of(DIGITS).batch(0)).hasMessage("batch is 0; it must be 1 or more");
        assertThatThrownBy(() -> DataLoader.of(DIGITS).prefetch(0)).hasMessageContaining("prefetch is 0");
        assertThatThrownBy(() -> DataLoader.of(DIGITS).threads(-1)).hasMessageContaining("threads is -1");
        try (DataLoader loader = DataLoader.of(DIGITS).build()) {
            assertThatThrownBy(() -> loader.epoch(1, 42)).hasMessageContaining("sample 42 of an epoch of 41");
        }
    }

    private static List<float[]> batches(DataLoader loader, long epoch, long fromSample) {
        List<float[]> all = new ArrayList<>();
        try (loader) {
            for (Batch batch : loader.epoch(epoch, fromSample)) {
                try (batch) {
                    all.add(batch.features().toArray(ValueLayout.JAVA_FLOAT));
                }
            }
        }
        return all;
    }

    /// A hundred samples, and how many of them have been read.
    private static class Counting implements Dataset {

        private final AtomicInteger read = new AtomicInteger();
        private CountDownLatch gate = new CountDownLatch(0);

        synchronized boolean reaches(int count, Duration deadline) throws InterruptedException {
            long until = System.nanoTime() + deadline.toNanos();
            while (read.get() < count && System.nanoTime() < until) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until - System.nanoTime()));
            }
            return read.get() >= count;
        }

        boolean reaches(int count) throws InterruptedException {
            return reaches(count, Duration.ofSeconds(20));
        }

        @Override
        public long size() {
            return 100;
        }

        @Override
        public TensorType features() {
            return TensorType.float32(1);
        }

        @Override
        public TensorType target() {
            return TensorType.LABEL;
        }

        @Override
        public int classes() {
            return 1;
        }

        @Override
        public void readFeatures(long index, MemorySegment into, long offsetBytes) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            synchronized (this) {
                read.incrementAndGet();
                notifyAll();
            }
        }

        @Override
        public void readTarget(long index, MemorySegment into, long offsetBytes) {
            into.set(ValueLayout.JAVA_LONG_UNALIGNED, offsetBytes, 0);
        }

        @Override
        public String fingerprint() {
            return "counting";
        }
    }

    /// Its sample 2 can't be read.
    private static final class Broken extends Counting {

        private final Throwable cause;

        private Broken(Throwable cause) {
            this.cause = cause;
        }

        @Override
        public void readFeatures(long index, MemorySegment into, long offsetBytes) {
            if (index == 2) {
                switch (cause) {
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> throw new AssertionError(cause);
                }
            }
        }
    }
}
