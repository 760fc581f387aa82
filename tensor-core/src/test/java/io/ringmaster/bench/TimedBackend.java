package io.ringmaster.bench;

import com.sun.management.ThreadMXBean;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// A backend that counts how long each of its kernels takes, and what from the heap, by kind and shapes.
final class TimedBackend implements Backend {

    private static final int LINES = 45;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Backend backend;
    private final LongSupplier clock;
    private final Map<String, Total> totals = new HashMap<>();

    private static final class Total {

        private long calls;
        private long nanos;
        private long heap;
    }

    TimedBackend(Backend backend, LongSupplier clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public void run(Kernel kernel) {
        time(describe(kernel), () -> backend.run(kernel));
    }

    @Override
    public Runnable prepared(Kernel kernel) {
        Runnable prepared = backend.prepared(kernel);
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

    @Override
    public Device device() {
        return backend.device();
    }

    @Override
    public Allocator allocator() {
        return backend.allocator();
    }

    @Override
    public boolean supports(DType dtype) {
        return backend.supports(dtype);
    }

    @Override
    public boolean sharesHostMemory() {
        return backend.sharesHostMemory();
    }

    @Override
    public void useThreads(int threads) {
        backend.useThreads(threads);
    }

    @Override
    public void upload(MemorySegment host, Tensor to) {
        backend.upload(host, to);
    }

    @Override
    public void download(Tensor from, MemorySegment host) {
        backend.download(from, host);
    }

    @Override
    public void accumulate(MemorySegment into, MemorySegment from) {
        backend.accumulate(into, from);
    }

    @Override
    public void scale(MemorySegment values, float factor) {
        backend.scale(values, factor);
    }

    @Override
    public ExactReduction exactReduction() {
        return backend.exactReduction();
    }
}
