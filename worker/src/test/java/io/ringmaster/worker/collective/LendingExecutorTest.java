package io.ringmaster.worker.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LendingExecutorTest {

    private final Set<Thread> own = ConcurrentHashMap.newKeySet();
    private final LendingExecutor executor = new LendingExecutor(Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        own.add(thread);
        return thread;
    }));

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void whileNobodyWaitsATaskRunsOnAThreadOfItsOwn() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        executor.execute(() -> ran.complete(Thread.currentThread()));

        assertThat(own).contains(ran.join());
    }

    @Test
    void whoWaitsRunsWhatIsDue() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        // The executor's own threads are slow to come: the first task is all that they do until the test is over.
        ExecutorService busy = Executors.newSingleThreadExecutor();
        LendingExecutor scarce = new LendingExecutor(busy);
        try {
            busy.execute(() -> {
                blocked.countDown();
                awaitQuietly(go);
            });
            blocked.await();
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            scarce.execute(() -> ran.complete(Thread.currentThread()));

            scarce.await(ran);

            assertThat(ran.join()).isSameAs(Thread.currentThread());
        } finally {
            go.countDown();
            scarce.shutdown();
        }
    }

    @Test
    void whoSleepsIsWokenByATaskAndByTheEnd() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        Thread waiter = Thread.ofPlatform().start(() -> executor.await(done));
        awaitState(waiter, Thread.State.WAITING);

        executor.execute(() -> ran.complete(Thread.currentThread()));
        assertThat(ran.join()).isSameAs(waiter);

        awaitState(waiter, Thread.State.WAITING);
        done.complete(null);
        assertThat(joined(waiter)).isTrue();
    }

    @Test
    void aWaitForWhatHasFailedEndsToo() {
        executor.await(CompletableFuture.failedFuture(new IllegalStateException("over")));
    }

    @Test
    void whatATaskThrowsReachesWhoRanIt() throws Exception {
        ExecutorService none = Executors.newSingleThreadExecutor();
        none.shutdown();   // so that only who waits can run it
        LendingExecutor lent = new LendingExecutor(none);
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Thread waiter = Thread.ofPlatform().start(() -> {
            try {
                lent.await(done);
            } catch (IllegalStateException e) {
                seen.complete(e);
            }
        });
        awaitState(waiter, Thread.State.WAITING);

        lent.execute(() -> {
            throw new IllegalStateException("by the task");
        });

        assertThat(seen.join()).hasMessage("by the task");
        assertThat(joined(waiter)).isTrue();
    }

    /// All three are left to the thread that looks for work; the first ends its wait.
    @Test
    void whatIsGivenAlongWithWhatEndsAWaitIsDoneByAnother() throws Exception {
        int rounds = 500;
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger over = new AtomicInteger();
        List<CompletableFuture<Void>> waits = Stream.generate(CompletableFuture<Void>::new).limit(rounds).toList();
        Thread waiter = Thread.ofPlatform().start(() -> waits.forEach(wait -> {
            int round = begun.getAndIncrement();
            executor.await(wait);
            awaitMore(over, round);
        }));
        for (int round = 0; round < rounds; round++) {
            awaitMore(begun, round);
            for (int spin = 0; spin < round; spin++) {
                Thread.onSpinWait();   // so that rounds differ in how far the waiter has come
            }
            CompletableFuture<Void> wait = waits.get(round);
            CountDownLatch others = new CountDownLatch(2);
            executor.execute(() -> wait.complete(null));
            executor.execute(others::countDown);
            executor.execute(others::countDown);
            assertThat(others.await(10, TimeUnit.SECONDS)).as("round %d", round).isTrue();
            over.incrementAndGet();
        }
        assertThat(joined(waiter)).isTrue();
    }

    /// Waiters come and go while tasks are given by several threads, each task giving another: none may be forgotten.
    @Test
    void noTaskIsForgottenWhoeverComesAndGoes() throws Exception {
        int givers = 3;
        int tasks = 4_000;
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(givers * tasks * 2);
        List<Thread> threads = new ArrayList<>();
        for (int giver = 0; giver < givers; giver++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int task = 0; task < tasks; task++) {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    executor.execute(() -> {
                        ran.incrementAndGet();
                        all.countDown();
                        executor.execute(() -> {
                            ran.incrementAndGet();
                            all.countDown();
                        });
                        done.complete(null);
                    });
                    if (task % 3 != 0) {
                        executor.await(done);
                    }
                }
            }));
        }

        assertThat(all.await(30, TimeUnit.SECONDS)).as("tasks that ran: %s", ran).isTrue();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ran).hasValue(givers * tasks * 2);
    }

    @Test
    void takesNoMoreOnceShutDown() throws Exception {
        executor.shutdown();

        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void aTaskThatIsRefusedDoesNotRunLater() {
        executor.shutdown();

        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.shutdownNow()).as("tasks that are left").isEmpty();
    }

    private static void awaitState(Thread thread, Thread.State wanted) {
        while (thread.getState() != wanted) {
            Thread.onSpinWait();
        }
    }

    private static void awaitMore(AtomicInteger count, int than) {
        while (count.get() <= than) {
            Thread.onSpinWait();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
