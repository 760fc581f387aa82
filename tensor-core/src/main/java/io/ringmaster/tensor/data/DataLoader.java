package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Backends;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/// Batches of a data set for a training loop of one's own, read ahead by threads.
///
/// ```java
/// try (DataLoader loader = DataLoader.of(digits).batch(32).shuffle(seed).build()) {
///     for (Batch batch : loader.epoch(1)) {
///         try (batch; Scope _ = Scope.open()) {
///             Tensor logits = model.forward(batch.featuresOn(Device.CPU));
///         }
///     }
/// }
/// ```
/// What an epoch holds depends on the data set, the sampler, seed and epoch alone, not on threads or prefetching.
/// State: an epoch's batches in native memory, which [#close] and the next epoch free.
/// Thread: one at a time.
public final class DataLoader implements AutoCloseable {

    private final Builder options;
    private Runnable endEpoch = () -> { };

    /// How a loader is to work: one sample a batch, first to last, two batches ahead on one thread, unless said.
    public static final class Builder {

        private final Dataset dataset;
        private Sampler sampler;
        private long seed;
        private int batch = 1;
        private boolean dropLast;
        private int prefetch = 2;
        private int threads = 1;
        private Duration timeout = Duration.ofMinutes(5);

        private Builder(Dataset dataset) {
            this.dataset = dataset;
            this.sampler = new SequentialSampler(dataset.size());
        }

        /// Samples in each batch.
        public Builder batch(int samples) {
            batch = atLeastOne("batch", samples);
            return this;
        }

        /// Every sample once, in an order that each epoch draws anew.
        ///
        /// @param from the seed of every epoch's order and random transforms
        public Builder shuffle(long from) {
            return sampler(new RandomSampler(dataset.size()), from);
        }

        /// @param from the seed of every epoch's order and random transforms
        public Builder sampler(Sampler of, long from) {
            sampler = of;
            seed = from;
            return this;
        }

        /// Leaves out a last batch of fewer samples.
        public Builder dropLast() {
            dropLast = true;
            return this;
        }

        /// Batches that are read ahead.
        public Builder prefetch(int batches) {
            prefetch = atLeastOne("prefetch", batches);
            return this;
        }

        /// Threads that read.
        public Builder threads(int number) {
            threads = atLeastOne("threads", number);
            return this;
        }

        /// How long one batch is waited for: five minutes, unless said.
        public Builder timeout(Duration each) {
            timeout = each;
            return this;
        }

        /// A loader that works so; later changes here are not its own.
        public DataLoader build() {
            Builder copy = new Builder(dataset)
                .sampler(sampler, seed).batch(batch).prefetch(prefetch).threads(threads).timeout(timeout);
            copy.dropLast = dropLast;
            return new DataLoader(copy);
        }

        private static int atLeastOne(String what, int number) {
            if (number < 1) {
                throw new IllegalArgumentException(what + " is " + number + "; it must be 1 or more");
            }
            return number;
        }
    }

    private DataLoader(Builder options) {
        this.options = options;
    }

    public static Builder of(Dataset dataset) {
        return new Builder(dataset);
    }

    /// One epoch's batches, each to be closed before as many as are read ahead are taken. They can be gone through
    /// once, and until another epoch begins.
    public Iterable<Batch> epoch(long epoch) {
        return epoch(epoch, 0);
    }

    /// As [#epoch(long)], from the sample at a position of the epoch's order on: the rest of an epoch that was left
    /// there.
    public Iterable<Batch> epoch(long epoch, long fromSample) {
        SampleOrder order = options.sampler.order(options.seed, epoch);
        if (fromSample < 0 || fromSample > order.size()) {
            throw new IllegalArgumentException(
                "sample " + fromSample + " of an epoch of " + order.size() + "; it is 0 to " + order.size());
        }
        Batches batches = new Batches(fromSample, order.size(), options.batch, options.dropLast);
        BatchReader reader = new BatchReader(options.dataset.atEpoch(options.seed, epoch), order);
        return () -> begin(reader, batches);
    }

    private Iterator<Batch> begin(BatchReader reader, Batches batches) {
        close();
        Epoch epoch = new Epoch(reader, batches);
        endEpoch = epoch.prefetcher::close;
        return epoch;
    }

    /// Frees the memory, also of batches that are not closed.
    @Override
    public void close() {
        endEpoch.run();
        endEpoch = () -> { };
    }

    /// How an epoch's positions are cut.
    private record Batches(long first, long end, int batch, boolean dropLast) {

        long count() {
            return dropLast ? (end - first) / batch : Math.ceilDiv(end - first, batch);
        }

        long from(long number) {
            return first + number * batch;
        }

        long to(long number) {
            return Math.min(end, from(number) + batch);
        }
    }

    private final class Epoch implements Iterator<Batch> {

        private final Batches batches;
        private final Prefetcher<Long> prefetcher;
        private long planned;
        private long taken;
        private boolean failed;

        private Epoch(BatchReader reader, Batches batches) {
            this.batches = batches;
            Allocator allocator = Backends.of(Device.CPU).allocator();
            List<BatchMemory> slots = Stream.generate(() -> BatchMemory.of(allocator, reader.dataset()))
                .limit(options.prefetch + 1L).toList();
            Prefetcher.Crew crew = new Prefetcher.Crew("data-loader", options.threads);
            prefetcher = Prefetcher.start(slots, crew, (number, memory) -> {
                Batch batch = memory.room((int) (batches.to(number) - batches.from(number)));
                reader.read(batches.from(number), batches.to(number), batch);
                return batch;
            });
            planAhead();
        }

        private void planAhead() {
            while (planned < Math.min(batches.count(), taken + options.prefetch)) {
                prefetcher.plan(planned++);
            }
        }

        @Override
        public boolean hasNext() {
            return !failed && taken < batches.count();
        }

        /// Throws what reading the batch threw, which ends the epoch.
        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("this epoch of " + batches.count() + " batches has no more");
            }
            try {
                Batch batch = take();
                taken++;
                planAhead();
                return batch;
            } catch (RuntimeException | Error e) {
                failed = true;
                throw e;
            }
        }

        private Batch take() {
            try {
                return prefetcher.take(options.timeout).orElseThrow(() -> new IllegalStateException(
                    "batch %d of %d has not come within %.1f s; the data's disk may be too slow or gone"
                        .formatted(taken, batches.count(), options.timeout.toMillis() / 1e3)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                CancellationException cancelled = new CancellationException("interrupted while waiting for batch " + taken);
                cancelled.initCause(e);
                throw cancelled;
            }
        }
    }
}
