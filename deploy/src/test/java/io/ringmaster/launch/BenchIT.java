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
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({"exact, fastest, shared memory", "float32, fastest, shared memory", "exact, inline, inline"})
    void everyElementIsRightBetweenProcessesAndNoneIsLeft(String reduction, String carrier, String shown) throws Exception {
        try (Program program = Program.startIn(temp, allReduce(
            "--json", "--reduction", reduction, "--carrier", carrier, "--iterations", "3", "--to", "65536", "--factor", "64"))) {
            program.await("\"bytes\":8,");
            List<ProcessHandle> children = program.children();
            List<JsonNode> said = read(program.end());

            assertThat(children).hasSize(1);
            Programs.assertGone(children, Program.LONGEST);
            assertThat(said).extracting(each -> each.path("bytes").asLong()).containsExactly(8L, 512L, 32_768L);
            assertThat(said).allSatisfy(each -> {
                assertThat(each.path("reduction").asText()).isEqualTo(reduction);
                assertThat(each.path("members").asInt()).isEqualTo(2);
                assertThat(each.path("nodes").asInt()).isEqualTo(2);
                assertThat(each.path("carriers").toString()).isEqualTo("[\"%s\",\"%s\"]".formatted(shown, shown));
                assertThat(each.path("elements").asLong()).isEqualTo(each.path("bytes").asLong() / 4);
                assertThat(each.path("iterations").asInt()).isGreaterThanOrEqualTo(3);
                assertThat(each.path("seconds").asDouble()).isPositive()
                    .isBetween(each.path("seconds_p10").asDouble(), each.path("seconds_p90").asDouble());
                assertThat(each.path("busbw_GBps").asDouble()).isPositive().isEqualTo(each.path("algbw_GBps").asDouble());
                assertThat(each.path("cpu_seconds_per_GB").asDouble()).isPositive();
                assertThat(each.path("heap_bytes_per_GB").asDouble()).isPositive();
                assertThat(each.path("wrong").isIntegralNumber()).isTrue();
                assertThat(each.path("wrong").asLong()).isZero();
            });
            assertThat(temp).isEmptyDirectory();
        }
    }

    @Test
    void allReducesAreMeasuredInTurnWithAPeerThatKnowsWhatToDo() throws Exception {
        String peer = "echo \"{\\\"busbw_GBps\\\": 0.5, \\\"asked\\\": \\\"$MEMBERS of $BYTES\\\"}\"";
        try (Program program = Program.startIn(temp, "bench", "allreduce", "--json", "--members", "3", "--warm-up", "0",
            "--iterations", "2", "--from", "4K", "--to", "4K", "--pairs", "2", "--peer", peer)) {
            List<JsonNode> said = read(program.end());

            assertThat(said).hasSize(5);
            assertThat(said.get(1).path("asked").asText()).isEqualTo("3 of 4096");
            assertThat(said.getFirst().path("carriers")).hasSize(3).allMatch(carrier -> carrier.asText().equals("by reference"));
            double ours = (said.get(0).path("busbw_GBps").asDouble() + said.get(2).path("busbw_GBps").asDouble()) / 2;
            assertThat(said.getLast().path("pairs").asInt()).isEqualTo(2);
            assertThat(said.getLast().path("ratio").asDouble()).isCloseTo(ours / 0.5, withinPercentage(0.001));
        }
    }

    @Test
    void ctrlCLeavesNoProcess() throws Exception {
        try (Program program = Program.startIn(temp, allReduce("--iterations", "1000000"))) {
            List<ProcessHandle> children = measuring(program);

            program.interrupt();

            assertThat(program.end().code()).isEqualTo(130);
            Programs.assertGone(children, Program.LONGEST);
        }
    }

    @Test
    void aKilledNodeFailsTheBenchmarkInOneLine() throws Exception {
        try (Program program = Program.startIn(temp, allReduce("--iterations", "1000000"))) {
            List<ProcessHandle> children = measuring(program);

            Program.signal("KILL", children.getFirst());
            Program.Said said = program.end();

            assertThat(said.code()).as(said.toString()).isEqualTo(1);
            assertThat(said.err()).as(said.toString()).hasSize(1).first().asString()
                .startsWith("ringmaster: node 2 (pid " + children.getFirst().pid() + ") was ended by signal 9");
            Programs.assertGone(children, Program.LONGEST);
        }
    }

    @Test
    void nodesOfAKilledBenchmarkEndWithIt() throws Exception {
        try (Program program = Program.startIn(temp, allReduce("--iterations", "1000000"))) {
            List<ProcessHandle> children = measuring(program);

            program.kill();

            Programs.assertGone(children, Program.LONGEST);
        }
    }

    /// Once the other node takes part: the head of the table says so.
    private static List<ProcessHandle> measuring(Program program) throws Exception {
        program.await("# carriers: 0 to 1 shared memory");
        List<ProcessHandle> children = program.children();
        assertThat(children).hasSize(1);
        return children;
    }

    private static String[] allReduce(String... more) {
        String[] line = {"bench", "allreduce", "--nodes", "2", "--warm-up", "0"};
        return Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new);
    }

    /// With few samples a step, so that the larger nets are quick too.
    private List<JsonNode> bench(String net, String... more) throws Exception {
        String[] line = {"bench", "train", "--net", net, "--json", "--warm-up", "0", "--windows", "1", "--window-seconds", "1",
            "--set", "training.batch=8"};
        try (Program program = Program.startIn(temp, Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new))) {
            return read(program.end());
        }
    }

    private static List<JsonNode> read(Program.Said said) throws Exception {
        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.err()).isEmpty();
        List<JsonNode> lines = new ArrayList<>();
        for (String each : said.out()) {
            lines.add(JSON.readTree(each));
        }
        return lines;
    }
}
