package io.ringmaster.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringmaster.launch.LaunchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Another program that does the same work, and prints a JSON object with its figure as its last line.
///
/// @param command a shell's
/// @param figure  the name of what says how fast it was: the more the faster
public record Peer(String command, String figure) {

    /// What it says of itself.
    public record Figures(double value, JsonNode all) {}

    /// Runs it to its end; it does not outlive this process. Throws [LaunchException] where it fails or doesn't say how
    /// fast it was.
    ///
    /// @param environment variables that the command may name
    public Figures measure(Map<String, String> environment) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Thread atOurEnd = Thread.ofPlatform().unstarted(() -> end(process));
            Runtime.getRuntime().addShutdownHook(atOurEnd);
            try {
                return read(process);
            } finally {
                Runtime.getRuntime().removeShutdownHook(atOurEnd);
            }
        } catch (IOException failure) {
            throw new LaunchException("the peer cannot be run (" + failure.getMessage() + "): " + command, failure);
        }
    }

    private Figures read(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
            .filter(line -> !line.isBlank()).toList();
        int code = process.waitFor();
        if (code != 0 || lines.isEmpty()) {
            throw new LaunchException("the peer ended with code " + code + " and " + lines.size() + " lines: " + command);
        }
        JsonNode said = new ObjectMapper().readTree(lines.getLast());
        if (!said.path(figure).isNumber()) {
            throw new LaunchException("the peer's last line has no " + figure + ": " + lines.getLast());
        }
        return new Figures(said.get(figure).asDouble(), said);
    }

    private static void end(Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList().forEach(ProcessHandle::destroyForcibly);
    }
}
