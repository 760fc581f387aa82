package io.ringmaster.coordinator.observe;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Traffic;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The files of one run: `job.conf`, `metrics.jsonl` (a line a step), `events.jsonl`, `model.safetensors`,
/// `summary.json`.
///
/// Thread: one at a time; every call may block.
final class RunFiles implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).build();
    private static final double NANOS_PER_MILLI = 1e6;

    private final Path directory;
    private final BufferedWriter metrics;
    private final BufferedWriter events;

    private RunFiles(Path directory, BufferedWriter metrics, BufferedWriter events) {
        this.directory = directory;
        this.metrics = metrics;
        this.events = events;
    }

    static RunFiles open(Path directory, String job) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("job.conf"), job);
        return new RunFiles(directory,
            Files.newBufferedWriter(directory.resolve("metrics.jsonl")),
            Files.newBufferedWriter(directory.resolve("events.jsonl")));
    }

    void append(RunEvent event) throws IOException {
        switch (event) {
            case RunEvent.StepCommitted committed -> line(metrics, step(committed));
            case RunEvent.Waiting(var at, var reason) -> event(at.toString(), "waiting", reason, JSON.createObjectNode());
            case RunEvent.WorkerReady(var at, var member, var reason) -> event(at.toString(), "worker-ready", reason, worker(member));
            case RunEvent.WorkerLeft(var at, var member, var reason) -> event(at.toString(), "worker-left", reason, worker(member));
            case RunEvent.WorkerLost(var at, var member, var reason) -> event(at.toString(), "worker-lost", reason, worker(member));
            case RunEvent.GenerationFormed formed -> {
                ObjectNode node = JSON.createObjectNode()
                    .put("generation", formed.generation().number()).put("committed_step", formed.committed().number());
                ArrayNode members = node.putArray("members");
                formed.members().forEach(member -> members.add(worker(member)));
                formed.shards().forEach(node.putArray("shards")::add);
                event(formed.at().toString(), "generation-formed", formed.reason(), node);
            }
            case RunEvent.EpochEvaluated evaluated -> {
                ObjectNode node = JSON.createObjectNode().put("epoch", evaluated.epoch()).put("step", evaluated.step().number());
                putFinite(node, "train_loss", evaluated.trainLoss());
                putFinite(node, "eval_loss", evaluated.evalLoss());
                putMetrics(node, evaluated.metrics());
                event(evaluated.at().toString(), "epoch-evaluated", "epoch %d is done".formatted(evaluated.epoch()),
                    node.put("eval_samples", evaluated.evalSamples()).put("parameter_digest", evaluated.parameterDigest()));
            }
            case RunEvent.Ended(var at, var summary, var unheard) -> {
                ObjectNode ended = JSON.createObjectNode().put("status", name(summary.status()));
                unheard.forEach(ended.putArray("unheard")::add);
                event(at.toString(), "ended", summary.reason(), ended);
            }
        }
    }

    /// Adds a piece of the model's file, which takes its name once the last is there and on disk.
    void model(StatePart part) throws IOException {
        Path partial = directory.resolve("model.safetensors.partial");
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (part.offset() == 0) {
                channel.truncate(0);
            }
            var bytes = part.bytes().asByteBuffer();
            long place = part.offset();
            while (bytes.hasRemaining()) {
                place += channel.write(bytes, place);
            }
            if (part.isLast()) {
                channel.force(true);
            }
        }
        if (part.isLast()) {
            Files.move(partial, directory.resolve("model.safetensors"), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    void summary(Summary summary) throws IOException {
        ObjectNode node = JSON.createObjectNode()
            .put("status", name(summary.status())).put("reason", summary.reason())
            .put("run", summary.run()).put("job", summary.job()).put("seed", summary.seed())
            .put("workers", summary.workers()).put("nodes", summary.nodes())
            .put("epochs", summary.epochs()).put("committed_steps", summary.committedSteps().number())
            .put("generations", summary.generations()).put("samples_per_second", summary.samplesPerSecond());
        putFinite(node, "train_loss", summary.trainLoss());
        putFinite(node, "eval_loss", summary.evalLoss());
        putMetrics(node, summary.evalMetrics());
        node.put("parameter_digest", summary.parameterDigest());
        ArrayNode traffic = node.putArray("traffic");
        for (Traffic sent : summary.traffic()) {
            traffic.addObject().put("chunks_sent", sent.chunks()).put("bytes_sent", sent.bytes());
        }
        node.put("wall_seconds", summary.wall().toMillis() / 1e3);
        Path partial = directory.resolve("summary.json.partial");
        JSON.writerWithDefaultPrettyPrinter().writeValue(partial.toFile(), node);
        Files.move(partial, directory.resolve("summary.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    void flush() throws IOException {
        metrics.flush();
        events.flush();
    }

    @Override
    public void close() throws IOException {
        try (metrics; events) {
            flush();
        }
    }

    static String name(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private void event(String at, String kind, String reason, ObjectNode details) throws IOException {
        ObjectNode node = JSON.createObjectNode().put("at", at).put("event", kind).put("reason", reason);
        node.setAll(details);
        line(events, node);
        events.flush();
    }

    private static void line(BufferedWriter out, ObjectNode node) throws IOException {
        out.write(JSON.writeValueAsString(node));
        out.newLine();
    }

    private static ObjectNode worker(Member member) {
        return JSON.createObjectNode().put("worker", member.toString()).put("node", member.node())
            .put("pid", member.pid()).put("device", member.device()).put("incarnation", member.incarnation().toString());
    }

    /// A step's times are the slowest worker's: the others waited for it.
    private static ObjectNode step(RunEvent.StepCommitted committed) {
        StepMetrics metrics = committed.metrics();
        ObjectNode node = JSON.createObjectNode()
            .put("at", committed.at().toString())
            .put("generation", metrics.generation().number())
            .put("step", metrics.step().number())
            .put("epoch", metrics.epoch())
            .put("loss", metrics.loss())
            .put("samples", metrics.samples())
            .put("calibrated", metrics.calibrated())
            .put("workers", metrics.timings().size());
        putLongest(node, "load_ms", metrics.timings(), timings -> millis(timings.load()));
        putLongest(node, "compute_ms", metrics.timings(), timings -> millis(timings.compute()));
        putLongest(node, "exchange_hidden_ms", metrics.timings(), timings -> millis(timings.exchange().hidden()));
        putLongest(node, "exchange_exposed_ms", metrics.timings(), timings -> millis(timings.exchange().exposed()));
        putLongest(node, "wait_ms", metrics.timings(), timings -> millis(timings.exchange().waiting()));
        putLongest(node, "update_ms", metrics.timings(), timings -> millis(timings.update()));
        return node.put("waited_for", metrics.waitedFor().index());
    }

    private static void putLongest(ObjectNode node, String key, List<Timings> timings, ToDoubleFunction<Timings> millis) {
        node.put(key, timings.stream().mapToDouble(millis).max().orElse(0));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }

    /// Each under its name: `eval_accuracy`.
    private static void putMetrics(ObjectNode node, List<MetricValue> metrics) {
        metrics.forEach(metric -> putFinite(node, "eval_" + metric.name().replace('-', '_'), metric.value()));
    }

    /// JSON has no NaN; what was never measured is null.
    private static void putFinite(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }
}
