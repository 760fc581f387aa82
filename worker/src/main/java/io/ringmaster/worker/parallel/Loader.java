package io.ringmaster.worker.parallel;

import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work.StepPlan;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.data.BatchReader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.EpochOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Reads the samples of planned steps ahead of the step that needs them, on a thread of its own.
///
/// State: three batches of native memory; while all are full or in use, it waits. Freed by [#close].
/// Thread: one plans, one takes, any cancels.
public final class Loader implements AutoCloseable {

    private static final int SLOTS = 3;

    private final Dataset dataset;
    private final long seed;
    private final Thread thread;
    private final List<BatchMemory> slots = new ArrayList<>();
    private final BlockingQueue<BatchMemory> free = new ArrayBlockingQueue<>(SLOTS);
    private final BlockingQueue<StepPlan> planned = new LinkedBlockingQueue<>();
    private final BlockingQueue<Outcome> ready = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;

    sealed interface Outcome {}

    private record Failed(RuntimeException cause) implements Outcome {}

    private enum Cancelled implements Outcome { CANCELLED }

    /// The samples of one step, its slices one after another. The memory is the loader's again once this is closed.
    public static final class Loaded implements Outcome, AutoCloseable {

        private final Step step;
        private final Batch batch;
        private final Runnable giveBack;

        private Loaded(Step step, Batch batch, Runnable giveBack) {
            this.step = step;
            this.batch = batch;
            this.giveBack = giveBack;
        }

        public Batch batch() {
            return batch;
        }

        @Override
        public void close() {
            giveBack.run();
        }
    }

    private Loader(Dataset dataset, long seed, String name) {
        this.dataset = dataset;
        this.seed = seed;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loadAll);
    }

    /// @param seed the job's, where every epoch's order begins
    /// @param name the thread's
    public static Loader start(Dataset dataset, long seed, Allocator allocator, String name) {
        Loader loader = new Loader(dataset, seed, name);
        for (int slot = 0; slot < SLOTS; slot++) {
            BatchMemory memory = BatchMemory.of(allocator, dataset);
            loader.slots.add(memory);
            loader.free.add(memory);
        }
        loader.thread.start();
        return loader;
    }

    /// Adds a step, to be taken after those added before.
    public void plan(StepPlan plan) {
        planned.add(plan);
    }

    /// The samples of the next planned step, which must be `step`.
    ///
    /// Throws [CancellationException] once cancelled, [IllegalStateException] where nothing comes within `deadline`.
    public Loaded take(Step step, Duration deadline) throws InterruptedException {
        Outcome next = cancelled ? Cancelled.CANCELLED : ready.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
        return switch (next) {
            case null -> throw new IllegalStateException(
                "the samples of step %s have not come within %.1f s; the data's disk may be too slow or gone"
                    .formatted(step, deadline.toMillis() / 1e3));
            case Failed(var cause) -> throw cause;
            case Cancelled _ -> throw new CancellationException("the loading of samples was cancelled before step " + step);
            case Loaded loaded when !loaded.step.equals(step) -> {
                loaded.close();
                throw new IllegalStateException(
                    "step %s was loaded where step %s was due; steps are taken in the order of their plans"
                        .formatted(loaded.step, step));
            }
            case Loaded loaded -> loaded;
        };
    }

    /// Lets whoever waits in [#take] go, and reads no more.
    public void cancel() {
        cancelled = true;
        thread.interrupt();
        ready.add(Cancelled.CANCELLED);
    }

    /// Frees the memory. To be called by whoever takes, once nothing taken is in use.
    @Override
    public void close() {
        cancel();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        slots.forEach(BatchMemory::close);
        slots.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loadAll() {
        try {
            while (!cancelled) {
                StepPlan plan = planned.take();
                BatchMemory slot = free.take();
                ready.add(new Loaded(plan.step(), load(plan, slot), () -> free.add(slot)));
            }
        } catch (InterruptedException _) {
            ready.add(Cancelled.CANCELLED);
        } catch (RuntimeException e) {
            ready.add(new Failed(e));
        }
    }

    private Batch load(StepPlan plan, BatchMemory slot) {
        BatchReader reader = new BatchReader(dataset, new EpochOrder(seed, plan.epoch(), dataset.size()));
        Batch batch = slot.room(plan.slices().stream().mapToInt(ShardSlice::samples).sum());
        int first = 0;
        for (ShardSlice slice : plan.slices()) {
            Batch part = batch.slice(first, first + slice.samples());
            reader.read(slice.from(), slice.to(), part.features(), part.labels());
            first += slice.samples();
        }
        return batch;
    }
}
