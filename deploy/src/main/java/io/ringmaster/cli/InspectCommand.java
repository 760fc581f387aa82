package io.ringmaster.cli;

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
        } else {
            tensors(path, out);
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
        read(summary).properties().forEach(field -> out.println(field.getKey() + ": " + text(field.getValue())));
        Path events = path.resolve(RunDirectory.EVENTS);
        if (Files.exists(events)) {
            out.println();
            generations(events, out);
        }
        Path model = path.resolve(RunDirectory.MODEL);
        if (Files.exists(model)) {
            out.println();
            tensors(model, out);
        }
    }

    private static void generations(Path events, PrintWriter out) {
        try (Stream<String> lines = Files.lines(events)) {
            List<JsonNode> formed = lines.map(line -> parse(events, line)).filter(event -> event.has("generation")).toList();
            formed.forEach(event -> out.println(text(event)));
        } catch (IOException failure) {
            throw unreadable(events, failure);
        }
    }

    private static void tensors(Path file, PrintWriter out) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            long elements = 0;
            for (StoredTensor tensor : opened.tensors()) {
                out.println("%s %s %s".formatted(tensor.name(), tensor.dtype(), tensor.shape()));
                elements += tensor.shape().elements();
            }
            opened.metadata().forEach((key, value) -> out.println("metadata " + key + ": " + value));
            out.println(RunText.line("%d tensors, %,d elements", opened.names().size(), elements));
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

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    private static LaunchException unreadable(Path file, IOException failure) {
        return new LaunchException(file + " cannot be read (" + failure.getClass().getSimpleName()
            + "); it is damaged, or not a run's file", failure);
    }
}
