package io.ringmaster.worker.parallel;

import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.BatchMemory;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.Prefetcher;
import io.ringmaster.tensor.data.RandomSampler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Reads the samples of planned steps ahead of the step that needs them, on a thread of its own.
///
/// State: three batches of native memory; while all are full or in use, it waits. Freed by [#close].
/// Thread: one plans, one takes, any cancels.
public final class Loader implements AutoCloseable {

    private static final int SLOTS = 3;

    private final Dataset dataset;
    private final long seed;
    private final Prefetcher<StepPlan> prefetcher;
    private final Queue<Step> planned = new ConcurrentLinkedQueue<>();

    private Loader(Dataset dataset, long seed, Allocator allocator, String name) {
        this.dataset = dataset;
        this.seed = seed;
        prefetcher = Prefetcher.start(
            Stream.generate(() -> BatchMemory.of(allocator, dataset)).limit(SLOTS).toList(),
            new Prefetcher.Crew(name, 1), this::load);
    }

    /// @param seed the job's, where every epoch's order and random transforms begin
    /// @param name the thread's
    public static Loader start(Dataset dataset, long seed, Allocator allocator, String name) {
        return new Loader(dataset, seed, allocator, name);
    }

    /// Adds a step, to be taken after those added before.
    public void plan(StepPlan plan) {
        planned.add(plan.step());
        prefetcher.plan(plan);
    }

    /// The samples of the next planned step, which must be `step`: its slices one after another.
    ///
    /// Throws [CancellationException] once cancelled, [IllegalStateException] where nothing comes within `deadline`.
    public Batch take(Step step, Duration deadline) throws InterruptedException {
        Step next = planned.peek();
        if (next != null && !next.equals(step)) {
            throw new IllegalStateException(
                "step %s was loaded where step %s was due; steps are taken in the order of their plans"
                    .formatted(next, step));
        }
        Batch batch = prefetcher.take(deadline).orElseThrow(() -> new IllegalStateException(
            "the samples of step %s have not come within %.1f s; the data's disk may be too slow or gone"
                .formatted(step, deadline.toMillis() / 1e3)));
        planned.remove();
        return batch;
    }

    /// Lets whoever waits in [#take] go, and reads no more.
    public void cancel() {
        prefetcher.cancel();
    }

    /// Frees the memory. To be called by whoever takes, once nothing taken is in use.
    @Override
    public void close() {
        prefetcher.close();
    }

    private Batch load(StepPlan plan, BatchMemory memory) {
        BatchReader reader = new BatchReader(
            dataset.atEpoch(seed, plan.epoch()), new RandomSampler(dataset.size()).order(seed, plan.epoch()));
        Batch batch = memory.room(plan.slices().stream().mapToInt(ShardSlice::samples).sum());
        int first = 0;
        for (ShardSlice slice : plan.slices()) {
            reader.read(slice.from(), slice.to(), batch.slice(first, first + slice.samples()));
            first += slice.samples();
        }
        return batch;
    }
}
