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
/// State: processes, until closed; then none of them runs.
public final class LocalNodes implements AutoCloseable {

    private static final int TAIL_LINES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    private static final class Child {

        private final int node;
        private final Process process;
        private final Deque<String> tail = new ArrayDeque<>();

        private Child(int node, Process process) {
            this.node = node;
            this.process = process;
        }
    }

    private final List<Child> children = new ArrayList<>();
    private final Consumer<String> output;
    private final Consumer<Occurrence> outside;

    /// @param output  gets every line that a node prints, named
    /// @param outside hears of each exit
    public LocalNodes(Consumer<String> output, Consumer<Occurrence> outside) {
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
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        line.addAll(arguments);
        return line;
    }

    private void start(int node, List<String> commandLine) {
        try {
            Child child = new Child(node, new ProcessBuilder(commandLine).redirectErrorStream(true).start());
            synchronized (children) {
                children.add(child);
            }
            child.process.getOutputStream().close();
            Thread reader = Thread.ofPlatform().daemon().name("node-" + node + "-output").start(() -> read(child));
            var _ = child.process.onExit().thenAccept(process -> {
                joinQuietly(reader);
                outside.accept(new Occurrence.NodeExited(node, process.pid(), process.exitValue()));
            });
        } catch (IOException failure) {
            throw new LaunchException(
                "node %d cannot be started (%s); ask for fewer --nodes, or free memory".formatted(
                    node, failure.getMessage()), failure);
        }
    }

    private void read(Child child) {
        try (BufferedReader lines = child.process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String named = "node-" + child.node + " | " + line;
                synchronized (child.tail) {
                    if (child.tail.size() == TAIL_LINES) {
                        child.tail.removeFirst();
                    }
                    child.tail.addLast(named);
                }
                output.accept(named);
            }
        } catch (IOException ended) {
            output.accept("node-" + child.node + " | (its output ends: " + ended.getMessage() + ")");
        }
    }

    private static void joinQuietly(Thread reader) {
        try {
            reader.join(Duration.ofSeconds(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// The last lines a node has printed, named.
    public List<String> tail(int node) {
        List<Child> all;
        synchronized (children) {
            all = List.copyOf(children);
        }
        for (Child child : all) {
            if (child.node == node) {
                synchronized (child.tail) {
                    return List.copyOf(child.tail);
                }
            }
        }
        return List.of();
    }

    /// Waits for all to end by themselves, then ends those that have not, gently first.
    @Override
    public void close() {
        await(PATIENCE);
        living().forEach(Process::destroy);
        await(LAST_PATIENCE);
        living().forEach(Process::destroyForcibly);
        await(LAST_PATIENCE);
    }

    /// Ends all at once.
    public void kill() {
        living().forEach(Process::destroyForcibly);
    }

    private List<Process> living() {
        synchronized (children) {
            return children.stream().map(child -> child.process).filter(Process::isAlive).toList();
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
