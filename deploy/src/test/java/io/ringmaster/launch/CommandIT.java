package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs: real processes, a real cluster, the real script.
class CommandIT {

    private static final String[] SMALL = {
        "--set", "data.train-samples=1200", "--set", "data.eval-samples=200", "--epochs", "2", "--out", "run"};
    private static final String[] ENDLESS = {
        "--set", "data.train-samples=1200", "--set", "data.eval-samples=200", "--epochs", "100000", "--out", "run"};

    @TempDir
    private Path temp;

    private final List<Program> programs = new ArrayList<>();

    @AfterEach
    void endAll() {
        programs.forEach(Program::close);
    }

    @Test
    void oneNodeTrainsAndItsModelEvaluatesTheSame() throws Exception {
        Program.Said said = start(with(SMALL, "train")).end();

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).anyMatch(line -> line.startsWith("generation 1: 2 workers in 1 process"))
            .anyMatch(line -> line.startsWith("epoch 2: "));
        JsonNode summary = summary();
        assertThat(summary.path("status").asText()).isEqualToIgnoringCase("finished");
        assertThat(summary.path("committed_steps").asLong()).isEqualTo(20);
        assertThat(temp.resolve("run")).isDirectoryContaining("glob:**/model.safetensors")
            .isDirectoryContaining("glob:**/job.conf").isDirectoryContaining("glob:**/metrics.jsonl")
            .isDirectoryContaining("glob:**/events.jsonl");

        Program.Said inspected = start("inspect", "run").end();
        assertThat(inspected.code()).as(inspected.toString()).isZero();
        assertThat(inspected.out()).anyMatch(line -> line.startsWith("0.weight"));

        Program.Said evaluated = start("eval", "run").end();
        assertThat(evaluated.code()).as(evaluated.toString()).isZero();
        assertThat(evaluated.out().getFirst()).contains("loss %.6f, accuracy %.4f".formatted(
            summary.path("eval_loss").asDouble(), summary.path("eval_accuracy").asDouble()));
    }

    @Test
    void threeNodesTrainAsOne() throws Exception {
        Program train = start(with(SMALL, "train", "--nodes", "3", "--workers-per-node", "1"));
        train.await("generation 1: 3 workers in 3 processes");
        List<ProcessHandle> children = train.children();

        Program.Said said = train.end();

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(children).hasSize(2);
        assertGone(children);
        assertThat(summary().path("workers").asInt()).isEqualTo(3);
        assertThat(summary().path("nodes").asInt()).isEqualTo(3);
    }

    @Test
    void workersJoinACoordinatorFromOtherTerminals() throws Exception {
        Program coordinator = start(with(SMALL, "coordinator", "digits", "--port", "0", "--workers", "2"));
        String contact = coordinator.await("listening at ").replaceAll(".*--join (\\S+).*", "$1");
        Program first = start("worker", "--join", contact);
        Program second = start("worker", "--join", contact);

        assertThat(coordinator.end().code()).isZero();
        for (Program worker : List.of(first, second)) {
            Program.Said said = worker.end();
            assertThat(said.code()).as(said.toString()).isZero();
            assertThat(said.out()).anyMatch(line -> line.startsWith("joined run "))
                .anyMatch(line -> line.startsWith("entered generation 1 as rank "))
                .anyMatch(line -> line.startsWith("ended: "));
        }
        assertThat(summary().path("workers").asInt()).isEqualTo(2);
    }

    @Test
    void terminatedTrainStopsInOrderAndLeavesNobody() throws Exception {
        Program train = start(with(ENDLESS, "train", "--nodes", "2", "--workers-per-node", "1"));
        train.await("epoch 1:");
        List<ProcessHandle> children = train.children();

        train.terminate();
        Program.Said said = train.end();

        assertThat(said.code()).as(said.toString()).isNotZero();
        assertThat(children).hasSize(1);
        assertGone(children);
        assertThat(summary().path("status").asText()).isEqualToIgnoringCase("stopped");
    }

    @Test
    void aKilledNodeFailsTheRunWithItsNameAndStep() throws Exception {
        Program train = start(with(ENDLESS, "train", "--nodes", "3", "--workers-per-node", "1"));
        train.await("epoch 1:");
        List<ProcessHandle> children = train.children();
        assertThat(children).hasSize(2);
        ProcessHandle victim = children.getFirst();

        assertThat(victim.destroyForcibly()).isTrue();
        Program.Said said = train.end();

        assertThat(said.code()).as(said.toString()).isEqualTo(1);
        assertThat(String.join("\n", said.err())).contains("pid " + victim.pid()).containsPattern("worker-0")
            .containsPattern("step \\d+").doesNotContain("Exception");
        assertGone(children);
        assertThat(summary().path("status").asText()).isEqualToIgnoringCase("failed");
    }

    @Test
    void nodesOfAKilledTrainEndBecauseTheirCoordinatorIsLost() throws Exception {
        Program train = start(with(ENDLESS, "train", "--nodes", "2", "--workers-per-node", "1"));
        train.await("epoch 1:");
        List<ProcessHandle> children = train.children();
        assertThat(children).hasSize(1);

        train.kill();

        assertGone(children);
    }

    private Program start(String... arguments) throws IOException {
        Program program = Program.start(temp, arguments);
        programs.add(program);
        return program;
    }

    private static String[] with(String[] options, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(options)).toArray(String[]::new);
    }

    private JsonNode summary() throws IOException {
        return new ObjectMapper().readTree(temp.resolve("run").resolve("summary.json").toFile());
    }

    private static void assertGone(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(Program.LONGEST.toSeconds(), TimeUnit.SECONDS);
            assertThat(process.isAlive()).isFalse();
        }
    }
}
