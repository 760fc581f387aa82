package io.ringmaster.cli;

import io.ringmaster.tensor.backend.BackendOptions;
import io.ringmaster.tensor.backend.Backends;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line: finds the subcommand, runs it, turns its failures into one line and an exit code.
@Command(
    name = "ringmaster",
    description = "Trains on a ring of actors.",
    mixinStandardHelpOptions = true,
    version = "ringmaster 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        TrainCommand.class, CoordinatorCommand.class, WorkerCommand.class, EvalCommand.class, InspectCommand.class,
        BenchCommand.class
    },
    footer = {
        "",
        "Examples:",
        "  ringmaster train                                   train the built-in digits",
        "  ringmaster train mnist --data DIR --nodes 3        three processes, real data",
        "  ringmaster inspect runs/digits-20260101-120000     what a run has left",
        "",
        "Exit codes: 0 done, 1 failed, 2 asked wrongly, 130 or 143 interrupted."
    })
public final class Ringmaster implements Runnable {

    @Spec
    CommandSpec spec;

    public static void main(String[] arguments) {
        Backends.configure(BackendOptions.DEFAULT.withNativeLibraries(nativeLibraries(
            System.getenv(), System.getProperty("user.home"))));
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Ringmaster())
            .setParameterExceptionHandler(Failures::wrongUse)
            .setExecutionExceptionHandler(Failures::failed)
            .setUsageHelpAutoWidth(true)
            .setAbbreviatedOptionsAllowed(false);
    }

    /// Where unpacked libraries outlive the process, by the XDG base directory rules.
    static Path nativeLibraries(Map<String, String> environment, String home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.startsWith("/") ? Path.of(cache) : Path.of(home, ".cache");
        return base.resolve("ringmaster").resolve("native");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing; the first to try: ringmaster train");
    }
}
