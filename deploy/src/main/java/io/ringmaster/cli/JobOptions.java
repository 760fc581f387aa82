package io.ringmaster.cli;

import io.ringmaster.cli.job.JobFile;
import io.ringmaster.cli.job.JobParser;
import io.ringmaster.cli.job.Setting;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which job is run, and what the command line changes in it.
final class JobOptions {

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", defaultValue = "digits",
        description = "A built-in job (digits, mnist, fashion-mnist, cifar10, char-gpt) or a job file (default: ${DEFAULT-VALUE}).")
    String job = "digits";

    @Option(names = "--data", paramLabel = "DIR", description = "The folder that holds the data files.")
    String data;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training samples.")
    Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Samples in a global batch.")
    Integer batch;

    @Option(names = "--seed", paramLabel = "N", description = "Where every random stream of the run begins.")
    Long seed;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
        description = "Replace one key of the job; may be repeated. Every run's job.conf lists all keys.")
    List<String> assignments = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "What the run is called.")
    String name;

    /// The job with all changes made, its data folder absolute so that it means the same in every process.
    ///
    /// @param more what other options change
    JobConfig read(List<Setting> more) {
        JobFile file = JobFile.find(job);
        List<Setting> settings = new ArrayList<>();
        assignments.forEach(assignment -> settings.add(Setting.parse(assignment)));
        add(settings, "--epochs", "training.epochs", epochs);
        add(settings, "--batch", "training.batch", batch);
        add(settings, "--seed", "seed", seed);
        add(settings, "--name", "name", name);
        if (data != null) {
            settings.add(Setting.of("--data", "data.directory", absolute(data)));
        }
        settings.addAll(more);
        JobConfig read = JobParser.parse(file, settings);
        if (read.data() instanceof DataConfig.Stored stored && !Path.of(stored.directory()).isAbsolute()) {
            settings.add(Setting.of(file.origin(), "data.directory", absolute(stored.directory())));
            return JobParser.parse(file, settings);
        }
        return read;
    }

    static void add(List<Setting> settings, String origin, String key, Object value) {
        if (value != null) {
            settings.add(Setting.of(origin, key, value));
        }
    }

    static String absolute(String folder) {
        try {
            return Path.of(folder).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException malformed) {
            throw new LaunchException("\"" + folder + "\" cannot be a folder's name (" + malformed.getReason() + ")");
        }
    }
}
