package io.ringmaster.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.worker.bench.AllReduceFigures;
import io.ringmaster.worker.bench.AllReducePlan;
import io.ringmaster.worker.bench.Edge;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tables and JSON objects of known figures.
class AllReduceReportTest {

    private static final AllReducePlan PLAN = new AllReducePlan(List.of(4_000_000L), 3, GradientReduction.EXACT,
        new CollectiveConfig(256 << 10, 8, 4 << 20, Duration.ofSeconds(10)), 20, Duration.ZERO, AllReducePlan.Carriers.FASTEST);
    private static final List<Edge> RING = List.of(
        new Edge(0, 1, Edge.Carrier.BY_REFERENCE), new Edge(1, 2, Edge.Carrier.INLINE), new Edge(2, 0, Edge.Carrier.INLINE));

    /// 4 MB in 2 ms are 2 GB/s, of which a link carries four thirds; two iterations move 32 MB over all.
    private static final AllReduceFigures FIGURES =
        new AllReduceFigures(4_000_000, 3, List.of(0.001, 0.003), 0.016, 64_000, 0);

    private final StringWriter said = new StringWriter();

    private AllReduceReport report(boolean json) {
        AllReduceReport report = new AllReduceReport(new PrintWriter(said), PLAN, 2, json);
        report.begin(RING);
        return report;
    }

    @Test
    void aTableHasItsHeadAndARowASize() {
        report(false).print(FIGURES);

        List<String> lines = said.toString().lines().toList();
        assertThat(lines.getFirst()).startsWith("# all-reduce, exact").endsWith("3 members in 2 processes");
        assertThat(lines).contains("# buckets of 4,194,304 bytes, chunks of 262,144, window 8",
            "# carriers: 0 to 1 by reference, 1 to 2 inline, 2 to 0 inline");
        assertThat(lines.get(lines.size() - 2).strip().split(" {2,}| (?=algbw|busbw|#wrong)")).contains("bytes", "time us", "busbw", "#wrong");
        assertThat(lines.getLast().strip().split(" +")).containsExactly(
            "4000000", "1000000", "2", "2000.0", "1000.0", "3000.0", "2.000", "2.667", "0.50", "2.00", "0");
        assertThat(lines.getLast()).hasSameSizeAs(lines.get(lines.size() - 2));
    }

    @Test
    void jsonHasNothingButAnObjectASize() throws Exception {
        report(true).print(FIGURES);

        JsonNode node = new ObjectMapper().readTree(said.toString());
        assertThat(said.toString().lines()).hasSize(1);
        assertThat(node.path("reduction").asText()).isEqualTo("exact");
        assertThat(node.path("members").asInt()).isEqualTo(3);
        assertThat(node.path("nodes").asInt()).isEqualTo(2);
        assertThat(node.path("carriers").toString()).isEqualTo("[\"by reference\",\"inline\",\"inline\"]");
        assertThat(node.path("seconds").asDouble()).isEqualTo(0.002);
        assertThat(node.path("seconds_p90").asDouble()).isEqualTo(0.003);
        assertThat(node.path("busbw_GBps").asDouble()).isCloseTo(8 / 3.0, within(1e-9));
        assertThat(node.path("cpu_seconds_per_GB").asDouble()).isCloseTo(0.5, within(1e-9));
        assertThat(node.path("heap_bytes_per_GB").asDouble()).isCloseTo(2e6, within(1e-3));
        assertThat(node.path("wrong").asLong()).isZero();
    }

    @Test
    void wrongElementsAreShownAndAddUp() {
        AllReduceReport report = report(false);
        report.print(FIGURES);
        report.print(new AllReduceFigures(4_000_000, 3, List.of(0.001), 0.016, 64_000, 7));
        report.print(new AllReduceFigures(4_000_000, 3, List.of(0.001), 0.016, 64_000, 2));

        assertThat(report.wrong()).isEqualTo(9);
        assertThat(said.toString().lines().toList().getLast()).endsWith(" 2");
    }

    @Test
    void pairsComeToTheirMedian() throws Exception {
        report(true).printRatio(8, List.of(3.0, 1.0, 2.0));
        JsonNode node = new ObjectMapper().readTree(said.toString());

        assertThat(node.path("bytes").asLong()).isEqualTo(8);
        assertThat(node.path("pairs").asInt()).isEqualTo(3);
        assertThat(node.path("ratio").asDouble()).isEqualTo(2);
        assertThat(node.path("low").asDouble()).isEqualTo(1);
        assertThat(node.path("high").asDouble()).isEqualTo(3);
    }
}
