package io.ringmaster.cli.bench;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.worker.bench.AllReduceFigures;
import io.ringmaster.worker.bench.AllReducePlan;
import io.ringmaster.worker.bench.Edge;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints what sizes came to, for people as a table or as JSON objects.
///
/// State: the edges of the ring at hand, and how many elements were wrong.
public final class AllReduceReport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final String ROW = "%12s %11s %10s %12s %12s %12s %8s %8s %9s %11s %7s";

    private final PrintWriter out;
    private final AllReducePlan plan;
    private final int nodes;
    private final boolean json;
    private final List<Edge> ring = new ArrayList<>();
    private long wrong;

    /// @param nodes in how many processes the members are
    public AllReduceReport(PrintWriter out, AllReducePlan plan, int nodes, boolean json) {
        this.out = out;
        this.plan = plan;
        this.nodes = nodes;
        this.json = json;
    }

    /// How many elements were not what they must be, of all that was printed.
    public long wrong() {
        return wrong;
    }

    /// The head of what follows.
    public void begin(List<Edge> edges) {
        ring.clear();
        ring.addAll(edges);
        if (json) {
            return;
        }
        CollectiveConfig collective = plan.collective();
        say("# all-reduce, %s; %d members in %s".formatted(
            switch (plan.reduction()) {
                case EXACT -> "exact: rounded to a grid, summed as int32, made float32 again";
                case FLOAT32 -> "float32, in place";
            }, plan.members(), nodes == 1 ? "this process" : nodes + " processes"));
        say("# buckets of %,d bytes, chunks of %,d, window %d".formatted(
            collective.bucketBytes(), collective.chunkBytes(), collective.window()));
        say("# carriers: " + edges.stream().map(Edge::toString).collect(joining(", ")));
        say("# time: median of the iterations, 10th and 90th percentile; bandwidths in GB/s; costs of all processes together");
        say(ROW.formatted("bytes", "elements", "iterations", "time us", "p10 us", "p90 us", "algbw", "busbw", "cpu s/GB",
            "heap MB/GB", "#wrong"));
    }

    public void print(AllReduceFigures figures) {
        wrong += figures.wrong();
        say(json ? toJson(figures).toString() : String.format(Locale.ROOT, ROW,
            figures.bytes(), elements(figures), figures.seconds().size(),
            decimals(1, Statistics.median(figures.seconds()) * MEGA), decimals(1, Statistics.quantile(figures.seconds(), 0.1) * MEGA),
            decimals(1, Statistics.quantile(figures.seconds(), 0.9) * MEGA),
            decimals(3, algbw(figures)), decimals(3, busbw(figures)), decimals(2, perGigabyte(figures, figures.cpuSeconds())),
            decimals(2, perGigabyte(figures, figures.heapBytes()) / MEGA), figures.wrong()));
    }

    private static String decimals(int count, double value) {
        return String.format(Locale.ROOT, "%." + count + "f", value);
    }

    private ObjectNode toJson(AllReduceFigures figures) {
        ObjectNode node = JSON.createObjectNode();
        node.put("bytes", figures.bytes()).put("elements", elements(figures))
            .put("reduction", plan.reduction() == GradientReduction.EXACT ? "exact" : "float32")
            .put("members", figures.members()).put("nodes", nodes);
        ring.forEach(edge -> node.withArray("carriers").add(edge.carrier().toString()));
        return node.put("iterations", figures.seconds().size())
            .put("seconds", Statistics.median(figures.seconds()))
            .put("seconds_p10", Statistics.quantile(figures.seconds(), 0.1))
            .put("seconds_p90", Statistics.quantile(figures.seconds(), 0.9))
            .put("algbw_GBps", algbw(figures)).put("busbw_GBps", busbw(figures))
            .put("cpu_seconds_per_GB", perGigabyte(figures, figures.cpuSeconds()))
            .put("heap_bytes_per_GB", perGigabyte(figures, figures.heapBytes()))
            .put("wrong", figures.wrong());
    }

    private static long elements(AllReduceFigures figures) {
        return figures.bytes() / Float.BYTES;
    }

    /// The buffer's bytes in a time, as the user of the all-reduce sees it.
    private static double algbw(AllReduceFigures figures) {
        return figures.bytes() / Statistics.median(figures.seconds()) / GIGA;
    }

    /// What each link carries in a time: it does not depend on the number of members, and compares to the links' own speed.
    public static double busbw(AllReduceFigures figures) {
        return algbw(figures) * 2 * (figures.members() - 1) / figures.members();
    }

    private static double perGigabyte(AllReduceFigures figures, double cost) {
        return cost / (figures.movedBytes() / GIGA);
    }

    /// @param ratio of our busbw, measured just before, to the peer's
    public void print(long bytes, Peer.Figures peer, double ratio) {
        say(json ? peer.all().toString() : String.format(Locale.ROOT,
            "%12d peer: busbw %.3f GB/s; ours is %.2f times that", bytes, peer.value(), ratio));
    }

    /// The outcome of all pairs of a size.
    public void printRatio(long bytes, List<Double> ratios) {
        Ratios pairs = new Ratios(ratios);
        ObjectNode node = JSON.createObjectNode().put("bytes", bytes);
        pairs.addTo(node);
        say(json ? node.toString() : "%12d bytes: %s".formatted(bytes, pairs));
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
