package io.ringmaster.worker.collective;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Runs tasks on threads that wait for what comes of them, and on threads of its own while nobody waits.
///
/// Waking a thread takes longer than adding a gradient's chunk. A thread that waits for a sum of gradients has nothing
/// else to do, so it lends itself: it does what is due meanwhile, whichever ring it is of. It looks for work for
/// [#PATIENCE_NANOS] before it sleeps, and gives its core to anybody who wants it.
///
/// A task that is given while someone looks for work is left to them; who leaves hands on what they did not come to, so none
/// is forgotten.
final class LendingExecutor extends AbstractExecutorService {

    private static final long PATIENCE_NANOS = 200_000;
    private static final int SPINS = 32;

    private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looking = new AtomicInteger();
    private final Deque<Thread> asleep = new ConcurrentLinkedDeque<>();
    private final ExecutorService own;

    /// @param own runs what is due while nobody waits; closed with this
    LendingExecutor(ExecutorService own) {
        this.own = own;
    }

    /// Throws [RejectedExecutionException] once shut down, where no thread that waits has taken the task.
    @Override
    public void execute(Runnable task) {
        due.add(task);
        try {
            seeThatItIsDone();
        } catch (RejectedExecutionException closed) {
            if (due.remove(task)) {
                throw closed;
            }
        }
    }

    private void seeThatItIsDone() {
        if (looking.get() > 0) {
            return;
        }
        Thread lent = asleep.poll();
        if (lent == null) {
            own.execute(this::runDue);
        } else {
            LockSupport.unpark(lent);
        }
    }

    private void runDue() {
        try {
            for (Runnable task = due.poll(); task != null; task = due.poll()) {
                task.run();
            }
        } finally {
            handOn();
        }
    }

    /// What was given while this thread looked for work, which it does no more, is another's.
    private void handOn() {
        if (!due.isEmpty()) {
            seeThatItIsDone();
        }
    }

    /// Returns once `done` is complete, however it ends; until then the caller's thread runs tasks.
    void await(CompletableFuture<?> done) {
        Thread self = Thread.currentThread();
        CompletableFuture<?> _ = done.whenComplete((_, _) -> LockSupport.unpark(self));
        try {
            while (!done.isDone()) {
                Runnable task = due.poll();
                if (task != null) {
                    task.run();
                } else if (!comesWithin(PATIENCE_NANOS, done)) {
                    sleep(self, done);
                }
            }
        } finally {
            handOn();
        }
    }

    /// Whether there is a task, or an end to the wait.
    @SuppressWarnings("ThreadPriorityCheck")   // a yield here is only courtesy
    private boolean comesWithin(long nanos, CompletableFuture<?> done) {
        looking.incrementAndGet();
        try {
            long begun = System.nanoTime();
            while (due.isEmpty() && !done.isDone()) {
                if (System.nanoTime() - begun > nanos) {
                    return false;
                }
                for (int spin = 0; spin < SPINS; spin++) {
                    Thread.onSpinWait();
                }
                Thread.yield();
            }
            return true;
        } finally {
            looking.decrementAndGet();
        }
    }

    private void sleep(Thread self, CompletableFuture<?> done) {
        asleep.add(self);
        try {
            if (due.isEmpty() && !done.isDone()) {
                LockSupport.park(this);
            }
        } finally {
            asleep.remove(self);
        }
    }

    @Override
    public void shutdown() {
        own.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        own.shutdownNow();
        List<Runnable> left = new ArrayList<>();
        for (Runnable task = due.poll(); task != null; task = due.poll()) {
            left.add(task);
        }
        return left;
    }

    @Override
    public boolean isShutdown() {
        return own.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return own.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return own.awaitTermination(timeout, unit);
    }
}
