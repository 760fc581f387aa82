package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs of one job on one worker and on several, in real processes: they come to the same bits.
class WorldSizeIT {

    private static final String[] JOB = {
        "train", "digits", "--set", "data.train-samples=1200", "--set", "data.eval-samples=250", "--epochs", "2",
        "--set", "model.dropout=0.2"};

    @TempDir
    private Path temp;

    @Test
    void threeProcessesComeToTheBitsOfOneWorker() throws Exception {
        train("one", "--nodes", "1", "--workers-per-node", "1");
        train("three", "--nodes", "3", "--workers-per-node", "1");

        assertThat(summary("three").path("workers").asInt()).isEqualTo(3);
        for (String result : List.of("parameter_digest", "train_loss", "eval_loss", "eval_accuracy")) {
            assertThat(summary("three").path(result).asText()).as(result).isNotEmpty()
                .isEqualTo(summary("one").path(result).asText());
        }
        assertThat(losses("one")).hasSize(20);
        assertThat(losses("three")).isEqualTo(losses("one"));
    }

    private void train(String out, String... cluster) throws Exception {
        Stream<String> line = Stream.concat(Stream.of(JOB), Stream.concat(Stream.of(cluster), Stream.of("--out", out)));
        try (Program program = Program.start(temp, line.toArray(String[]::new))) {
            Program.Said said = program.end();
            assertThat(said.code()).as(said.toString()).isZero();
        }
    }

    private JsonNode summary(String out) throws IOException {
        return new ObjectMapper().readTree(temp.resolve(out).resolve("summary.json").toFile());
    }

    /// As they are written, digit for digit.
    private List<String> losses(String out) throws IOException {
        return Files.readAllLines(temp.resolve(out).resolve("metrics.jsonl")).stream()
            .map(line -> line.replaceFirst(".*\"loss\":([^,]+),.*", "$1")).toList();
    }
}
