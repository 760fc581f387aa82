package io.ringmaster.launch;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Turns Ctrl-C, SIGTERM and the end of the terminal into an [Occurrence], so that the work can end in order. Who presses
/// Ctrl-C once more does not want to wait for that: the JVM ends at once.
public final class ShutdownSignal implements AutoCloseable {

    private static final String CTRL_C = "INT";
    private static final List<String> OTHERS = List.of("TERM", "HUP");
    private static final int SIGNAL_BASE = 128;

    private final Signals signals = new Signals();

    private ShutdownSignal() {}

    /// @param lastly what is done before the JVM ends at once
    public static ShutdownSignal listen(Consumer<Occurrence> outside, Runnable lastly) {
        ShutdownSignal self = new ShutdownSignal();
        AtomicBoolean asked = new AtomicBoolean();
        self.signals.on(CTRL_C, number -> {
            if (asked.getAndSet(true)) {
                lastly.run();
                Runtime.getRuntime().halt(exitCode(number));
            }
            outside.accept(new Occurrence.Interrupted(number));
        });
        for (String other : OTHERS) {
            self.signals.on(other, number -> {
                asked.set(true);
                outside.accept(new Occurrence.Interrupted(number));
            });
        }
        return self;
    }

    /// What a process that a signal has ended returns, by the shell's habit.
    public static int exitCode(int signal) {
        return SIGNAL_BASE + signal;
    }

    /// The signal that has ended a process with this code; 0 where none has.
    static int signal(int exitCode) {
        return Math.max(0, exitCode - SIGNAL_BASE);
    }

    @Override
    public void close() {
        signals.close();
    }
}
