package io.ringmaster.cli;

import io.ringmaster.cli.job.JobFile;
import io.ringmaster.cli.job.JobParser;
import io.ringmaster.cli.job.Setting;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.worker.JobJar;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which job is run, and what the command line changes in it.
final class JobOptions {

    private static final String DEFAULT_JOB = "digits";

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB",
        description = "A built-in job (digits, mnist, fashion-mnist, cifar10, char-gpt) or a job file (default: digits).")
    String job;

    @Mixin JarOption jar;

    @Option(names = "--job", paramLabel = "CLASS",
        description = "The class in the jar that says what is trained, such as com.example.MyJob.")
    String jobClass;

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

    /// What was read: the job, and the jar that its class is from.
    record Read(JobConfig job, JobJar jar) {}

    /// The job with all changes made, its data folder absolute so that it means the same in every process. Where a class says
    /// what is trained, one is made, so that what is wrong with it is told before anything starts.
    ///
    /// @param more what other options change
    Read read(List<Setting> more) {
        JobJar opened = jar.open();
        JobConfig read = parse(more, opened.digest());
        if (read.code().isGiven()) {
            opened.create(read.code().job());
        } else if (!opened.digest().isEmpty()) {
            throw new ConfigException("", "--jar is given, but no job's class; name one of the jar's with --job CLASS");
        }
        return new Read(read, opened);
    }

    private JobFile file() {
        if (job == null && jobClass != null) {
            return JobFile.ofClass(jobClass);
        }
        return JobFile.find(job == null ? DEFAULT_JOB : job);
    }

    private JobConfig parse(List<Setting> more, String jarDigest) {
        JobFile file = file();
        List<Setting> settings = new ArrayList<>();
        add(settings, "--job", "code.job", jobClass);
        settings.add(Setting.of("--jar", "code.jar-sha256", jarDigest));
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
        String folder = switch (read.data()) {
            case DataConfig.Stored stored -> stored.directory();
            case DataConfig.OfJob ofJob -> ofJob.directory();
            case DataConfig.Digits _ -> "";
        };
        if (folder.isEmpty() || Path.of(folder).isAbsolute()) {
            return read;
        }
        settings.add(Setting.of(file.origin(), "data.directory", absolute(folder)));
        return JobParser.parse(file, settings);
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
