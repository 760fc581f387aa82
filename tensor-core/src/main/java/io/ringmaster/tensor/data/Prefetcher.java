package io.ringmaster.tensor.data;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/// Fills batches ahead of whoever takes them, on threads of its own, and hands them out in the order of their plans.
///
/// State: slots of native memory; while all are full or in use, the threads wait. Freed by [#close].
/// Thread: one plans, one takes and closes, any cancels.
///
/// @param <P> what says which samples a batch holds
public final class Prefetcher<P> implements AutoCloseable {

    private final Filler<P> filler;
    private final Queue<Ticket<P>> planned = new ArrayDeque<>();
    private final Queue<Ticket<P>> due = new ArrayDeque<>();
    private final Queue<BatchMemory> free = new ArrayDeque<>();
    private final List<BatchMemory> slots;
    private final List<Thread> threads = new ArrayList<>();
    private int lent;
    private boolean cancelled;

    /// Makes a batch in the memory given. Called by several threads, each with memory of its own.
    @FunctionalInterface
    public interface Filler<P> {
        Batch fill(P plan, BatchMemory memory);
    }

    /// @param name of its threads
    public record Crew(String name, int threads) {}

    private sealed interface Outcome {}

    private enum Pending implements Outcome { PENDING }

    private record Filled(Batch batch) implements Outcome {}

    private record Failed(RuntimeException cause) implements Outcome {}

    private record Broken(Error cause) implements Outcome {}

    /// A batch on its way.
    private static final class Ticket<P> {

        private final P plan;
        private Outcome outcome = Pending.PENDING;

        private Ticket(P plan) {
            this.plan = plan;
        }
    }

    private Prefetcher(List<BatchMemory> slots, Filler<P> filler) {
        this.slots = new ArrayList<>(slots);
        this.free.addAll(slots);
        this.filler = filler;
    }

    /// @param slots where batches are filled, one for each that is full or in use; they are the prefetcher's from now on
    public static <P> Prefetcher<P> start(List<BatchMemory> slots, Crew crew, Filler<P> filler) {
        Prefetcher<P> prefetcher = new Prefetcher<>(slots, filler);
        prefetcher.begin(crew);
        return prefetcher;
    }

    private synchronized void begin(Crew crew) {
        for (int number = 0; number < crew.threads(); number++) {
            String name = crew.threads() == 1 ? crew.name() : crew.name() + "-" + number;
            threads.add(Thread.ofPlatform().daemon().name(name).start(this::fillAll));
        }
    }

    /// Adds a batch, to be taken after those added before.
    public synchronized void plan(P plan) {
        Ticket<P> ticket = new Ticket<>(plan);
        planned.add(ticket);
        due.add(ticket);
        notifyAll();
    }

    /// The next planned batch, to be closed by whoever takes it; empty where it has not come within `deadline`.
    ///
    /// Throws what its filling threw, [CancellationException] once cancelled, [IllegalStateException] where every
    /// slot is with batches taken before.
    public synchronized Optional<Batch> take(Duration deadline) throws InterruptedException {
        long until = System.nanoTime() + deadline.toNanos();
        while (!cancelled && !isNextDone()) {
            if (lent == slots.size()) {
                throw new IllegalStateException("all %d batches of %s are in use; close one before the next is taken"
                    .formatted(lent, threads.getFirst().getName()));
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (cancelled) {
            throw new CancellationException("the loading of samples was cancelled");
        }
        return Optional.of(lend(due.remove().outcome));
    }

    private boolean isNextDone() {
        return !due.isEmpty() && due.element().outcome != Pending.PENDING;
    }

    private Batch lend(Outcome outcome) {
        return switch (outcome) {
            case Filled(var batch) -> {
                lent++;
                yield batch;
            }
            case Failed(var cause) -> throw cause;
            case Broken(var cause) -> throw cause;
            case Pending _ -> throw new IllegalStateException("a batch was taken before it was filled");
        };
    }

    /// Lets whoever waits in [#take] go, and fills no more.
    public synchronized void cancel() {
        cancelled = true;
        threads.forEach(Thread::interrupt);
        notifyAll();
    }

    /// Frees the memory, also of what was taken.
    @Override
    public void close() {
        cancel();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        slots.forEach(BatchMemory::close);
        slots.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void fillAll() {
        try {
            while (true) {
                fillNext();
            }
        } catch (InterruptedException _) {
            cancel();
        }
    }

    private void fillNext() throws InterruptedException {
        Ticket<P> ticket;
        BatchMemory slot;
        synchronized (this) {
            while (!cancelled && (planned.isEmpty() || free.isEmpty())) {
                wait();
            }
            if (cancelled) {
                throw new InterruptedException("cancelled");
            }
            // Both at once, so that slots go to the batches that are due first.
            ticket = planned.remove();
            slot = free.remove();
        }
        Outcome outcome = fill(ticket.plan, slot);
        synchronized (this) {
            ticket.outcome = outcome;
            notifyAll();
        }
    }

    private Outcome fill(P plan, BatchMemory slot) {
        try {
            return new Filled(filler.fill(plan, slot).lent(() -> giveBack(slot)));
        } catch (RuntimeException e) {
            release(slot);
            return new Failed(e);
        } catch (Error e) {
            release(slot);
            return new Broken(e);
        }
    }

    private synchronized void giveBack(BatchMemory slot) {
        lent--;
        release(slot);
    }

    private synchronized void release(BatchMemory slot) {
        free.add(slot);
        notifyAll();
    }
}
