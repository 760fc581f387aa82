package io.ringmaster.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Prints figures, for people a line each or as JSON objects.
public record TrainingReport(PrintWriter out, String net, int workers, boolean json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS_PER_MILLI = 1e6;

    public void print(TrainingFigures figures) {
        say(json ? toJson(figures).toString() : String.format(Locale.ROOT,
            "%s, %d workers: %,.1f samples/s (%,.1f to %,.1f), %,d steps; load %.0f %%, compute %.0f %%, exchange %.0f %%, "
                + "wait %.0f %%, update %.0f %%; heap %,d bytes a step, system memory taken %d times, resident %,d MiB",
            net, workers, figures.median(), Collections.min(figures.samplesPerSecond()),
            Collections.max(figures.samplesPerSecond()), figures.steps(),
            100 * figures.share(figures.split().load()), 100 * figures.share(figures.split().compute()),
            100 * figures.share(figures.split().exchange().exposed()), 100 * figures.share(figures.split().exchange().waiting()),
            100 * figures.share(figures.split().update()),
            figures.heapBytesPerStep(), figures.systemTakings(), figures.residentBytes() >> 20));
    }

    private ObjectNode toJson(TrainingFigures figures) {
        ObjectNode node = JSON.createObjectNode();
        node.put("net", net).put("workers", workers).put("samples_per_second", figures.median());
        figures.samplesPerSecond().forEach(node.putArray("windows")::add);
        return node.put("steps", figures.steps())
            .put("load_ms", millis(figures.split().load()))
            .put("compute_ms", millis(figures.split().compute()))
            .put("exchange_hidden_ms", millis(figures.split().exchange().hidden()))
            .put("exchange_exposed_ms", millis(figures.split().exchange().exposed()))
            .put("wait_ms", millis(figures.split().exchange().waiting()))
            .put("update_ms", millis(figures.split().update()))
            .put("heap_bytes_per_step", figures.heapBytesPerStep()).put("system_takings", figures.systemTakings())
            .put("resident_bytes", figures.residentBytes());
    }

    private static double millis(Duration time) {
        return time.toNanos() / NANOS_PER_MILLI;
    }

    /// @param ratio of our figure, measured just before, to the peer's
    public void print(Peer.Figures peer, double ratio) {
        say(json ? peer.all().toString() : String.format(Locale.ROOT,
            "peer: %,.1f samples/s; ours is %.2f times that", peer.value(), ratio));
    }

    /// The outcome of all pairs.
    public void printRatio(List<Double> ratios) {
        Ratios pairs = new Ratios(ratios);
        ObjectNode node = JSON.createObjectNode().put("net", net);
        pairs.addTo(node);
        say(json ? node.toString() : net + ": " + pairs);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
