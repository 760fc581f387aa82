package io.ringmaster.bench;

import com.sun.management.ThreadMXBean;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.ForwardingBackend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// A backend that counts how long each of its kernels takes, and what from the heap, by kind and shapes.
final class TimedBackend extends ForwardingBackend {

    private static final int LINES = 45;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final LongSupplier clock;
    private final Map<String, Total> totals = new HashMap<>();

    private static final class Total {

        private long calls;
        private long nanos;
        private long heap;
    }

    TimedBackend(Backend backend, LongSupplier clock) {
        super(backend);
        this.clock = clock;
    }

    @Override
    public void run(Kernel kernel) {
        time(describe(kernel), () -> super.run(kernel));
    }

    @Override
    public Runnable prepared(Kernel kernel) {
        Runnable prepared = super.prepared(kernel);
        String title = describe(kernel);
        return () -> time(title, prepared);
    }

    private void time(String title, Runnable kernel) {
        Total total = totals.computeIfAbsent(title, _ -> new Total());
        long heap = THREADS.getCurrentThreadAllocatedBytes();
        long from = clock.getAsLong();
        kernel.run();
        total.nanos += clock.getAsLong() - from;
        total.heap += THREADS.getCurrentThreadAllocatedBytes() - heap;
        total.calls++;
    }

    private static String describe(Kernel kernel) {
        StringBuilder text = new StringBuilder(kernel.getClass().getName().replaceAll(".*\\.", ""));
        for (Tensor input : kernel.inputs()) {
            text.append(' ').append(input.shape());
        }
        text.append(" ->");
        for (Output output : kernel.outputs()) {
            text.append(output.adds() ? " += " : " ").append(output.tensor().shape());
        }
        return text.toString();
    }

    void clear() {
        totals.clear();
    }

    /// Prints the kernels that take longest, with their share of all kernels' time.
    void print(PrintStream out, long steps) {
        double all = totals.values().stream().mapToLong(total -> total.nanos).sum();
        out.printf("%8.3f ms a step in kernels%n", all / 1e6 / steps);
        totals.entrySet().stream()
            .sorted(Comparator.<Map.Entry<String, Total>>comparingLong(entry -> entry.getValue().nanos).reversed()).limit(LINES)
            .forEach(entry -> out.printf("%8.3f ms %5.1f %% %4d calls %6d heap bytes  %s%n", entry.getValue().nanos / 1e6 / steps,
                100 * entry.getValue().nanos / all, entry.getValue().calls / steps, entry.getValue().heap / steps, entry.getKey()));
    }
}
