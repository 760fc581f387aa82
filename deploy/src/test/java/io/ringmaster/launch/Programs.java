package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs that run in one folder and put their run into its folder `run`; none outlives the test.
final class Programs implements AutoCloseable {

    private static final String[] SMALL = {
        "--set", "data.train-samples=1200", "--set", "data.eval-samples=200", "--out", "run"};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final List<Program> started = new ArrayList<>();

    Programs(Path folder) {
        this.folder = folder;
    }

    Program start(String... arguments) throws IOException {
        Program program = Program.start(folder, arguments);
        started.add(program);
        return program;
    }

    /// A run of two epochs, each of ten steps.
    Program startSmall(String... arguments) throws IOException {
        return startSmall(2, arguments);
    }

    /// One that does not end by itself.
    Program startEndless(String... arguments) throws IOException {
        return startSmall(100_000, arguments);
    }

    private Program startSmall(int epochs, String... arguments) throws IOException {
        return start(Stream.of(arguments, SMALL, new String[] {"--epochs", Integer.toString(epochs)})
            .flatMap(Stream::of).toArray(String[]::new));
    }

    JsonNode summary() throws IOException {
        return JSON.readTree(folder.resolve("run").resolve("summary.json").toFile());
    }

    /// In their order.
    List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("run").resolve("events.jsonl"))) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    static void assertGone(List<ProcessHandle> processes, Duration within) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Override
    public void close() {
        started.forEach(Program::close);
    }
}
