package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Benchmarks measure what they say, beside another program too, and leave nothing behind.
class BenchIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "lenet", "resnet18", "gpt"})
    void everyNetIsMeasured(String net) throws Exception {
        List<JsonNode> said = bench(net);

        assertThat(said).hasSize(1);
        assertThat(said.getFirst().path("net").asText()).isEqualTo(net);
        assertThat(said.getFirst().path("steps").asLong()).isPositive();
        assertThat(said.getFirst().path("samples_per_second").asDouble()).isPositive();
        assertThat(said.getFirst().path("compute_ms").asDouble()).isPositive();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aPeerIsMeasuredInTurn() throws Exception {
        List<JsonNode> said = bench("mlp", "--pairs", "2", "--peer", "echo begins; echo '{\"samples_per_second\": 0.5}'");

        assertThat(said).hasSize(5);
        double ours = (said.get(0).path("samples_per_second").asDouble() + said.get(2).path("samples_per_second").asDouble()) / 2;
        assertThat(said.get(1).path("samples_per_second").asDouble()).isEqualTo(0.5);
        assertThat(said.getLast().path("ratio").asDouble()).isCloseTo(ours / 0.5, withinPercentage(0.001));
    }

    /// With few samples a step, so that the larger nets are quick too.
    private List<JsonNode> bench(String net, String... more) throws Exception {
        String[] line = {"bench", "train", "--net", net, "--json", "--warm-up", "0", "--windows", "1", "--window-seconds", "1",
            "--set", "training.batch=8"};
        try (Program program = Program.startIn(temp, Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new))) {
            Program.Said said = program.end();
            assertThat(said.code()).as(said.toString()).isZero();
            assertThat(said.err()).isEmpty();
            List<JsonNode> lines = new ArrayList<>();
            for (String each : said.out()) {
                lines.add(JSON.readTree(each));
            }
            return lines;
        }
    }
}
