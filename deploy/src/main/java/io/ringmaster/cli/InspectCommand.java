package io.ringmaster.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateDigest;
import io.ringmaster.tensor.state.StoredTensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows what a run has left, or what a state file holds.
@Command(
    name = "inspect",
    description = "Show a run's summary, events and tensors, or the tensors of a safetensors file.",
    footer = {
        "",
        "Examples:",
        "  ringmaster inspect runs/digits-20260101-120000",
        "  ringmaster inspect runs/digits-20260101-120000/model.safetensors"
    })
final class InspectCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(index = "0", paramLabel = "RUN_DIR|FILE", description = "A run's folder, or a safetensors file.")
    Path path;

    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        common.apply();
        PrintWriter out = spec.commandLine().getOut();
        if (Files.isDirectory(path)) {
            run(out);
        } else if (Files.exists(path)) {
            tensors(path, out);
        } else {
            throw new LaunchException(path + " does not exist; name a run's folder, such as the newest in runs/, or a"
                + " safetensors file");
        }
        out.flush();
        return 0;
    }

    private void run(PrintWriter out) {
        Path summary = path.resolve(RunDirectory.SUMMARY);
        if (!Files.exists(summary)) {
            throw new LaunchException(path + " holds no " + RunDirectory.SUMMARY
                + "; it is not the folder of a run, or the run has not ended");
        }
        read(summary).properties().forEach(field -> field(field.getKey(), field.getValue(), out));
        Path events = path.resolve(RunDirectory.EVENTS);
        if (Files.exists(events)) {
            out.println();
            events(events, out);
        }
        Path model = path.resolve(RunDirectory.MODEL);
        if (Files.exists(model)) {
            out.println();
            tensors(model, out);
        }
    }

    /// A list has a line for each of its members.
    private static void field(String name, JsonNode value, PrintWriter out) {
        if (!value.isArray()) {
            out.println(name + ": " + (value.isNull() ? "-" : value.asText()));
            return;
        }
        for (int rank = 0; rank < value.size(); rank++) {
            String parts = value.get(rank).properties().stream()
                .map(part -> part.getKey() + " " + part.getValue().asText()).collect(joining(", "));
            out.println("%s of rank %d: %s".formatted(name, rank, parts));
        }
    }

    private static void events(Path file, PrintWriter out) {
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> parse(file, line)).forEach(event -> out.println("%s  %s: %s".formatted(
                Instant.parse(event.path("at").asText()).truncatedTo(ChronoUnit.MILLIS), event.path("event").asText(), told(event))));
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    /// Its reason, and what or who is meant.
    private static String told(JsonNode event) {
        String reason = event.path("reason").asText();
        List<String> members = new ArrayList<>();
        event.path("members").forEach(member -> members.add("rank " + members.size() + " " + member.path("worker").asText()));
        if (!members.isEmpty()) {
            return "generation %s from step %s, %s: %s".formatted(
                event.path("generation").asText(), event.path("committed_step").asText(), reason, String.join("; ", members));
        }
        if (event.has("eval_loss")) {
            return reason + event.properties().stream()
                .filter(each -> each.getKey().startsWith("eval_") && !each.getKey().equals("eval_samples"))
                .map(each -> ", " + each.getKey().replace('_', ' ') + " " + RunText.decimal(each.getValue().asDouble(Double.NaN)))
                .collect(joining());
        }
        String worker = event.path("worker").asText();
        return worker.isEmpty() || reason.contains(worker) ? reason : worker + ": " + reason;
    }

    private static void tensors(Path file, PrintWriter out) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            long elements = 0;
            for (StoredTensor tensor : opened.tensors()) {
                out.println("%s %s %s".formatted(tensor.name(), tensor.dtype(), tensor.shape()));
                elements += tensor.shape().elements();
            }
            opened.metadata().forEach((key, value) -> out.println("metadata " + key + ": " + value));
            out.println(RunText.count(opened.names().size(), "tensor") + ", " + RunText.count(elements, "element"));
            out.println("digest: " + StateDigest.of(opened.tensors()));
        }
    }

    private static JsonNode read(Path file) {
        try {
            return parse(file, Files.readString(file));
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    private static JsonNode parse(Path file, String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException malformed) {
            throw unreadable(file, malformed);
        }
    }

    private static LaunchException unreadable(Path file, IOException failure) {
        return new LaunchException(file + " cannot be read (" + failure.getClass().getSimpleName()
            + "); it is damaged, or not a run's file", failure);
    }
}
