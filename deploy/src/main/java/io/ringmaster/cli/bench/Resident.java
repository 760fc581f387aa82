package io.ringmaster.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much of this process the system has kept in memory.
final class Resident {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Resident() {}

    /// The most so far; 0 where the system doesn't say.
    static long largestBytes() {
        try {
            if (!Files.isReadable(STATUS)) {
                return 0;
            }
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024).findFirst().orElse(0);
        } catch (IOException _) {
            return 0;   // a figure for people; its absence ends nothing
        }
    }
}
