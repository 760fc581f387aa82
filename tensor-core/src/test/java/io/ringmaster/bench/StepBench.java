package io.ringmaster.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Measures whole training steps of one replica on one thread, in turn with another program that does the same work:
/// what there is to be had from the kernels and the plan, without workers, rings and loaders.
///
/// ```
/// StepBench NET [batch=N] [pairs=N] [seconds=S] [clock=cpu] [peer=COMMAND] [table]
/// ```
/// `clock=cpu` counts the time that the thread ran, which others on the machine change little; the peer has to do likewise.
/// The peer's command gets the batch appended; its last line is JSON with `samples_per_second`. With `table`, the time of
/// each kernel is printed instead.
final class StepBench {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final double NANOS = 1e9;

    private final Replica replica;
    private final int batch;
    private final double seconds;
    private final LongSupplier clock;
    private long steps;

    private StepBench(Replica replica, int batch, List<String> options) {
        this.replica = replica;
        this.batch = batch;
        seconds = Double.parseDouble(option(options, "seconds", "2"));
        clock = option(options, "clock", "wall").equals("cpu") ? THREADS::getCurrentThreadCpuTime : System::nanoTime;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments);
        Net net = Net.of(options.getFirst());
        int batch = Integer.parseInt(option(options, "batch", Integer.toString(net.batch())));
        Backends.of(Device.CPU).useThreads(1);
        if (options.contains("table")) {
            table(net, batch, options);
            return;
        }
        try (Replica replica = new Replica(net, batch)) {
            StepBench bench = new StepBench(replica, batch, options);
            bench.rate(2 * bench.seconds);
            bench.pairs(net, Integer.parseInt(option(options, "pairs", "3")), option(options, "peer", ""));
            bench.printMemory();
        }
    }

    private static String option(List<String> options, String key, String otherwise) {
        return options.stream().filter(option -> option.startsWith(key + "="))
            .map(option -> option.substring(key.length() + 1)).findFirst().orElse(otherwise);
    }

    private static void table(Net net, int batch, List<String> options) {
        TimedBackend timed = new TimedBackend(Backends.of(Device.CPU), THREADS::getCurrentThreadCpuTime);
        Backends.withStandIn(timed, () -> {
            try (Replica replica = new Replica(net, batch)) {
                StepBench bench = new StepBench(replica, batch, options);
                bench.rate(2 * bench.seconds);
                timed.clear();
                double rate = bench.rate(2 * bench.seconds);
                System.out.printf("%s, batch %d: %8.3f ms a step%n", net.title(), batch, 1e3 * batch / rate);
                timed.print(System.out, bench.steps);
            }
            return null;
        });
    }

    /// Samples a second.
    private double rate(double least) {
        steps = 0;
        long from = clock.getAsLong();
        long now = from;
        while (now - from < least * NANOS) {
            replica.step();
            steps++;
            now = clock.getAsLong();
        }
        return steps * batch / ((now - from) / NANOS);
    }

    private void pairs(Net net, int pairs, String peer) throws IOException, InterruptedException {
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            double own = 0;
            for (int window = 0; window < 3; window++) {
                own = Math.max(own, rate(seconds));
            }
            if (peer.isEmpty()) {
                System.out.printf("%s, batch %d: %,.1f samples/s%n", net.title(), batch, own);
            } else {
                double other = peer("%s --batch %d".formatted(peer, batch));
                ratios.add(own / other);
                System.out.printf("%s, batch %d: %,.1f samples/s, peer %,.1f, ratio %.3f%n",
                    net.title(), batch, own, other, own / other);
            }
        }
        ratios.sort(null);
        if (!ratios.isEmpty()) {
            System.out.printf("%s: median ratio %.3f (%.3f to %.3f)%n",
                net.title(), ratios.get(ratios.size() / 2), ratios.getFirst(), ratios.getLast());
        }
    }

    private static double peer(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("%s ended with %d: %s".formatted(command, process.exitValue(), output));
        }
        return new ObjectMapper().readTree(output.substring(output.lastIndexOf('\n') + 1)).get("high").asDouble();
    }

    private void printMemory() throws IOException {
        long heap = THREADS.getCurrentThreadAllocatedBytes();
        long takings = Backends.of(Device.CPU).allocator().usage().systemTakings();
        int count = 2000;
        for (int i = 0; i < Math.min(count, steps); i++) {
            replica.step();
        }
        String resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM")).findFirst().orElse("");
        System.out.printf("heap %,d bytes a step, system memory taken %d times, %s%n",
            (THREADS.getCurrentThreadAllocatedBytes() - heap) / Math.min(count, steps),
            Backends.of(Device.CPU).allocator().usage().systemTakings() - takings, resident);
    }
}
