package io.ringmaster.cli;

import io.ringmaster.worker.JobJar;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// Where the classes of jobs are from.
final class JarOption {

    @Option(names = "--jar", paramLabel = "FILE",
        description = "A jar of your own that holds the job's class. Its code runs in this process.")
    Path jar;

    /// What another process is given to have the same.
    List<String> arguments() {
        return jar == null ? List.of() : List.of("--jar", jar.toString());
    }

    /// Throws [io.ringmaster.proto.config.ConfigException] where it is no jar.
    JobJar open() {
        return jar == null ? JobJar.NONE : JobJar.open(jar.toAbsolutePath().normalize());
    }
}
