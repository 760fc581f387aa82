package io.ringmaster.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringmaster.launch.LaunchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Another program that does the same work, and prints a JSON object with `samples_per_second` as its last line.
///
/// @param command a shell's
public record Peer(String command) {

    /// What it says of itself.
    public record Figures(double samplesPerSecond, JsonNode all) {}

    /// Runs it to its end. Throws [LaunchException] where it fails or doesn't say how fast it was.
    public Figures measure() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            process.getOutputStream().close();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.isBlank()).toList();
            int code = process.waitFor();
            if (code != 0 || lines.isEmpty()) {
                throw new LaunchException("the peer ended with code " + code + " and " + lines.size() + " lines: " + command);
            }
            JsonNode said = new ObjectMapper().readTree(lines.getLast());
            if (!said.path("samples_per_second").isNumber()) {
                throw new LaunchException("the peer's last line has no samples_per_second: " + lines.getLast());
            }
            return new Figures(said.get("samples_per_second").asDouble(), said);
        } catch (IOException failure) {
            throw new LaunchException("the peer cannot be run (" + failure.getMessage() + "): " + command, failure);
        }
    }
}
