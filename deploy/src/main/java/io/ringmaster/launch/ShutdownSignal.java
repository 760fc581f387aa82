package io.ringmaster.launch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Turns Ctrl-C and SIGTERM into an [Occurrence], and holds the JVM until the work has ended in order.
public final class ShutdownSignal implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private ShutdownSignal(Consumer<Occurrence> outside, Duration patience, Runnable lastly) {
        hook = Thread.ofPlatform().name("shutdown-signal").unstarted(() -> {
            outside.accept(new Occurrence.Interrupted());
            try {
                if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    lastly.run();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                lastly.run();
            }
        });
    }

    /// @param patience how long the JVM waits for [#close] once somebody asks it to end
    /// @param lastly   what is done when that was not enough
    public static ShutdownSignal listen(Consumer<Occurrence> outside, Duration patience, Runnable lastly) {
        ShutdownSignal signal = new ShutdownSignal(outside, patience, lastly);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /// The work has ended; the JVM may.
    @Override
    public void close() {
        done.countDown();
        if (!hook.isAlive()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException ending) {
                // The JVM ends already; the hook sees that it need not wait.
                return;
            }
        }
    }
}
