package io.ringmaster.cli;

import io.ringmaster.cli.job.JobWriter;
import io.ringmaster.coordinator.RunSetup;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.config.JobConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import picocli.CommandLine.Option;

/// Where runs are put.
final class Runs {

    private static final Path PARENT = Path.of("runs");

    @Option(names = "--out", paramLabel = "DIR",
        description = "The run's folder (default: runs/NAME-YYYYMMDD-HHMMSS).")
    Path out;

    /// What is done with a run's folder.
    interface Use {
        int of(RunSetup setup) throws InterruptedException;
    }

    /// Makes the run's folder and its name, and gives them away. Where nothing can be launched no new folder is left.
    int in(JobConfig job, Use use) throws InterruptedException {
        boolean isNew = out == null || Files.notExists(out);
        Path directory = out == null
            ? RunDirectory.create(PARENT.toAbsolutePath(), job.name(), LocalDateTime.now(ZoneId.systemDefault()))
            : RunDirectory.claim(out.toAbsolutePath().normalize());
        try {
            return use.of(new RunSetup(id(directory), job, JobWriter.write(job), directory));
        } catch (LaunchException failure) {
            if (isNew) {
                RunDirectory.removeEmpty(directory, failure);
            }
            throw failure;
        }
    }

    /// The folder's name as far as a run's name may be that.
    private static RunId id(Path directory) {
        String name = String.valueOf(directory.getFileName()).replaceAll("[^A-Za-z0-9._-]", "-");
        String started = name.matches("[A-Za-z0-9].*") ? name : "run" + name;
        return new RunId(started.substring(0, Math.min(started.length(), 96)));
    }
}
