package io.ringmaster.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The real `ringmaster` in a process of its own, as a user would start it.
final class Program implements AutoCloseable {

    static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Path SCRIPT = Path.of("..", "ringmaster").toAbsolutePath().normalize();
    private static final String END = "\u0000end";

    /// What it has said when it is over.
    record Said(int code, List<String> out, List<String> err) {}

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final CompletableFuture<List<String>> err;
    private final List<ProcessHandle> family = new ArrayList<>();

    private Program(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(() -> {
            try {
                readAll(process.inputReader(UTF_8), lines::add);
            } finally {
                lines.add(END);
            }
        });
        err = CompletableFuture.supplyAsync(() -> {
            List<String> all = new ArrayList<>();
            readAll(process.errorReader(UTF_8), all::add);
            return all;
        }, task -> Thread.ofPlatform().daemon().start(task));
    }

    static Program start(Path folder, String... arguments) throws IOException {
        return start(folder, "", arguments);
    }

    /// One whose temporary files lie in the folder too.
    static Program startIn(Path folder, String... arguments) throws IOException {
        return start(folder, "-Djava.io.tmpdir=" + folder, arguments);
    }

    private static Program start(Path folder, String options, String... arguments) throws IOException {
        // Whoever runs the tests in a shell's background has them ignore SIGINT, and all that they start.
        List<String> line = Stream.concat(
            Stream.of("env", "--default-signal=INT", SCRIPT.toString()), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().put("RINGMASTER_BUILD", "never");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("RINGMASTER_JAVA_OPTIONS", "-Xmx512m -XX:-CreateCoredumpOnCrash " + options);
        return new Program(builder.start());
    }

    private static void readAll(BufferedReader from, Consumer<String> to) {
        try (from) {
            from.lines().forEach(to);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Waits for a line of standard output that holds this.
    String await(String part) throws InterruptedException {
        while (true) {
            String line = lines.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("no line holds \"" + part + "\"; standard output: " + seen
                    + (line == null ? "" : ", standard error: " + err.join()));
            }
            seen.add(line);
            if (line.contains(part)) {
                return line;
            }
        }
    }

    /// Where the coordinator that this is says that it can be joined.
    String contact() throws InterruptedException {
        return await("listening at ").replaceAll(".*--join (\\S+).*", "$1");
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /// The processes that it has started and that live.
    List<ProcessHandle> children() {
        List<ProcessHandle> children = process.descendants().toList();
        family.addAll(children);
        return children;
    }

    /// Through its handle: [Process#destroy] would also close the streams that are still to be read.
    void terminate() {
        process.toHandle().destroy();
    }

    /// Ends it as nothing can prevent.
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /// As Ctrl-C does, but to it alone.
    void interrupt() throws IOException, InterruptedException {
        signal("INT", process.toHandle());
    }

    /// @param name without SIG: `STOP`
    static void signal(String name, ProcessHandle to) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(to.pid())).inheritIO().start();
        if (kill.waitFor() != 0) {
            throw new IOException("SIG" + name + " did not reach process " + to.pid());
        }
    }

    /// Nobody is at the other end of its standard input any more.
    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    Said end() throws Exception {
        return end(LONGEST);
    }

    /// What it has said, once it has ended; fails where that takes longer.
    Said end(Duration within) throws Exception {
        int code = process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS).exitValue();
        for (String line = next(); !line.equals(END); line = next()) {
            seen.add(line);
        }
        return new Said(code, List.copyOf(seen), err.get(LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    private String next() throws InterruptedException {
        String line = lines.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("standard output stays open though the process has ended; it said: " + seen);
        }
        return line;
    }

    @Override
    public void close() {
        Stream.concat(process.descendants(), family.stream()).toList().forEach(ProcessHandle::destroyForcibly);
        kill();
    }
}
