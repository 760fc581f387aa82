package io.ringmaster.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// The processes of this machine that this one started: the same program, each a node of the cluster.
///
/// Each has a pipe from here as its standard input, which nothing is ever written to: where it ends, this process has
/// ended, and the node needs no cluster to notice.
///
/// State: processes, until closed; then none of them runs.
public final class LocalNodes implements AutoCloseable {

    private static final int LAST_WORDS = 20;

    /// How HotSpot begins each line of its last report, which it prints on standard output whatever it is told.
    private static final String JVM_BREAKS_DOWN = "#";

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    /// What a node has printed, on standard error or else on standard output.
    public record Line(int node, boolean error, String text) {

        @Override
        public String toString() {
            return "node-" + node + " | " + text;
        }
    }

    private final List<Process> processes = new ArrayList<>();
    private final Consumer<Line> output;
    private final Consumer<Occurrence> outside;

    /// @param output  gets every line that a node prints
    /// @param outside hears of each exit
    public LocalNodes(Consumer<Line> output, Consumer<Occurrence> outside) {
        this.output = output;
        this.outside = outside;
    }

    /// Starts nodes 2 to `nodes`; this process is node 1.
    ///
    /// @param main      the class that runs the command
    /// @param arguments of the command
    public void start(int nodes, String main, List<String> arguments) {
        for (int node = 2; node <= nodes; node++) {
            start(node, commandLine(main, arguments));
        }
    }

    private static List<String> commandLine(String main, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(ProcessHandle.current().info().command().orElse(System.getProperty("java.home") + "/bin/java"));
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.add("-XX:+DisplayVMOutputToStderr");   // what a JVM says when it can't even start belongs to its last words
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        line.addAll(arguments);
        return line;
    }

    private void start(int node, List<String> commandLine) {
        try {
            Process process = new ProcessBuilder(commandLine).start();
            synchronized (processes) {
                processes.add(process);
            }
            Deque<String> lastWords = new ArrayDeque<>();
            Thread out = reader(node, "output", process.inputReader(UTF_8), text -> {
                if (text.startsWith(JVM_BREAKS_DOWN)) {
                    keep(lastWords, text);
                }
                output.accept(new Line(node, false, text));
            });
            Thread err = reader(node, "errors", process.errorReader(UTF_8), text -> {
                keep(lastWords, text);
                output.accept(new Line(node, true, text));
            });
            var _ = process.onExit().thenAccept(ended -> {
                joinQuietly(out);
                joinQuietly(err);
                outside.accept(new Occurrence.NodeExited(node, ended.pid(), ended.exitValue(), copy(lastWords)));
            });
        } catch (IOException failure) {
            throw new LaunchException(
                "node %d cannot be started (%s); ask for fewer --nodes, or free memory".formatted(
                    node, failure.getMessage()), failure);
        }
    }

    private static Thread reader(int node, String what, BufferedReader from, Consumer<String> to) {
        return Thread.ofPlatform().daemon().name("node-" + node + "-" + what).start(() -> {
            try (from) {
                for (String line = from.readLine(); line != null; line = from.readLine()) {
                    to.accept(line);
                }
            } catch (IOException ended) {
                to.accept("(its " + what + " end: " + ended.getMessage() + ")");
            }
        });
    }

    private static void keep(Deque<String> lines, String line) {
        synchronized (lines) {
            if (lines.size() == LAST_WORDS) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    private static List<String> copy(Deque<String> lines) {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    private static void joinQuietly(Thread reader) {
        try {
            reader.join(Duration.ofSeconds(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for all to end by themselves, then ends those that have not, gently first.
    @Override
    public void close() {
        await(PATIENCE);
        living().forEach(Process::destroy);
        await(LAST_PATIENCE);
        kill();
        await(LAST_PATIENCE);
    }

    /// Ends all at once.
    public void kill() {
        living().forEach(Process::destroyForcibly);
    }

    /// Ends one at once: it is no member of the cluster any more, and may be unable to notice. Others are left alone.
    public void kill(long pid) {
        living().stream().filter(process -> process.pid() == pid).forEach(Process::destroyForcibly);
    }

    private List<Process> living() {
        synchronized (processes) {
            return processes.stream().filter(Process::isAlive).toList();
        }
    }

    private void await(Duration patience) {
        CompletableFuture<?>[] exits = living().stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(exits).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
