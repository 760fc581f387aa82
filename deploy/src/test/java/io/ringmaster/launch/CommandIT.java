package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs: real processes, a real cluster, the real script.
class CommandIT {

    @TempDir
    private Path temp;

    private Programs programs;

    @BeforeEach
    void begin() {
        programs = new Programs(temp);
    }

    @AfterEach
    void endAll() {
        programs.close();
    }

    @Test
    void oneNodeTrainsAndItsModelEvaluatesTheSame() throws Exception {
        Program.Said said = programs.startSmall("train").end();

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).anyMatch(line -> line.startsWith("generation 1: 2 workers in 1 process"))
            .anyMatch(line -> line.startsWith("epoch 2: ")).contains("model:  run/model.safetensors")
            .anyMatch(line -> line.contains("ringmaster eval run ")).anyMatch(line -> line.contains("ringmaster inspect run "));
        JsonNode summary = programs.summary();
        assertThat(summary.path("status").asText()).isEqualToIgnoringCase("finished");
        assertThat(summary.path("committed_steps").asLong()).isEqualTo(20);
        assertThat(temp.resolve("run")).isDirectoryContaining("glob:**/model.safetensors")
            .isDirectoryContaining("glob:**/job.conf").isDirectoryContaining("glob:**/metrics.jsonl")
            .isDirectoryContaining("glob:**/events.jsonl");

        Program.Said inspected = programs.start("inspect", "run").end();
        assertThat(inspected.code()).as(inspected.toString()).isZero();
        assertThat(inspected.out()).anyMatch(line -> line.startsWith("0.weight"));

        Program.Said evaluated = programs.start("eval", "run").end();
        assertThat(evaluated.code()).as(evaluated.toString()).isZero();
        assertThat(evaluated.out().getFirst()).contains("loss %.6f, accuracy %.4f".formatted(
            summary.path("eval_loss").asDouble(), summary.path("eval_accuracy").asDouble()));
    }

    @Test
    void threeNodesTrainAsOne() throws Exception {
        Program train = programs.startSmall("train", "--nodes", "3", "--workers-per-node", "1");
        train.await("generation 1: 3 workers in 3 processes");
        List<ProcessHandle> children = train.children();

        Program.Said said = train.end();

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(children).hasSize(2);
        Programs.assertGone(children, Program.LONGEST);
        assertThat(programs.summary().path("workers").asInt()).isEqualTo(3);
        assertThat(programs.summary().path("nodes").asInt()).isEqualTo(3);
        assertThat(said.out().stream().filter(line -> line.contains("waiting")).toList())
            .doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(3);
        JsonNode ended = programs.events().getLast();
        assertThat(ended.path("event").asText()).isEqualTo("ended");
        assertThat(ended.get("unheard")).as("workers whose end was not heard of in time").isEmpty();
    }

    @Test
    void workersJoinACoordinatorFromOtherTerminals() throws Exception {
        Program coordinator = programs.startSmall("coordinator", "digits", "--port", "0", "--workers", "2");
        String contact = coordinator.contact();
        Program first = programs.start("worker", "--join", contact);
        Program second = programs.start("worker", "--join", contact);

        Program.Said led = coordinator.end();
        assertThat(led.code()).as(led.toString()).isZero();
        assertThat(led.out()).contains("waiting: 0 of 2 workers are ready").containsOnlyOnce("waiting: 1 of 2 workers are ready");
        for (Program worker : List.of(first, second)) {
            Program.Said said = worker.end();
            assertThat(said.code()).as(said.toString()).isZero();
            assertThat(said.out()).anyMatch(line -> line.startsWith("joined run "))
                .anyMatch(line -> line.startsWith("entered generation 1 as rank "))
                .anyMatch(line -> line.startsWith("ended: "));
        }
        assertThat(programs.summary().path("workers").asInt()).isEqualTo(2);
    }
}
