package io.ringmaster.cli;

import io.ringmaster.launch.Endpoint;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.tensor.backend.BackendOptions;
import io.ringmaster.tensor.backend.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The command line: finds the subcommand, runs it, turns its failures into one line and an exit code.
@Command(
    name = "ringmaster",
    description = "Train on a ring of actors.",
    mixinStandardHelpOptions = true,
    version = "ringmaster 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        TrainCommand.class, CoordinatorCommand.class, WorkerCommand.class, EvalCommand.class, InspectCommand.class,
        BenchCommand.class, HelpCommand.class
    },
    footer = {
        "",
        "Examples:",
        "  ringmaster train                                 train the built-in digits",
        "  ringmaster train mnist --data DIR --nodes 3      three processes, real data",
        "  ringmaster inspect runs/digits-20260101-120000   what a run has left",
        "",
        "ringmaster COMMAND --help tells more of each."
    })
public final class Ringmaster implements Callable<Integer> {

    private static final List<String> EXIT_CODES = List.of(
        "0:done", "1:failed; standard error says why", "2:asked wrongly: the command line or the job file",
        "130:interrupted by Ctrl-C", "143:interrupted by SIGTERM");

    @Spec
    CommandSpec spec;

    public static void main(String[] arguments) {
        Backends.configure(BackendOptions.DEFAULT.withNativeLibraries(nativeLibraries(
            System.getenv(), System.getProperty("user.home"))));
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Ringmaster())
            .setParameterExceptionHandler(Failures::wrongUse)
            .setExecutionExceptionHandler(Failures::failed)
            .setUsageHelpAutoWidth(true)
            .setAbbreviatedOptionsAllowed(false)
            .registerConverter(Endpoint.class, Ringmaster::address)
            .registerConverter(Integer.class, text -> wholeNumber(text, Integer::valueOf))
            .registerConverter(int.class, text -> wholeNumber(text, Integer::valueOf))
            .registerConverter(Long.class, text -> wholeNumber(text, Long::valueOf));
        layOut(line);
        return line;
    }

    /// Gives the help of all commands the same form: options in the order of their declaration, and the exit codes.
    private static void layOut(CommandLine line) {
        line.getCommandSpec().usageMessage().sortOptions(false).abbreviateSynopsis(true)
            .descriptionHeading("%n").parameterListHeading("%nArguments:%n").optionListHeading("%nOptions:%n")
            .commandListHeading("%nCommands:%n").exitCodeListHeading("%nExit codes:%n")
            .exitCodeList(UsageMessageSpec.keyValuesMap(EXIT_CODES.toArray(String[]::new)));
        line.getSubcommands().values().forEach(Ringmaster::layOut);
    }

    private static Endpoint address(String text) {
        try {
            return Endpoint.parse(text);
        } catch (LaunchException malformed) {
            throw new TypeConversionException(malformed.getMessage());
        }
    }

    private static <N> N wholeNumber(String text, Function<String, N> read) {
        try {
            return read.apply(text);
        } catch (NumberFormatException malformed) {
            throw new TypeConversionException("\"" + text + "\" is no whole number, or too large a one");
        }
    }

    /// Where unpacked libraries outlive the process, by the XDG base directory rules.
    static Path nativeLibraries(Map<String, String> environment, String home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.startsWith("/") ? Path.of(cache) : Path.of(home, ".cache");
        return base.resolve("ringmaster").resolve("native");
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        Failures.say(spec.commandLine().getErr(), "a command is missing; the first to try: " + Invocation.of("train"));
        return Failures.WRONG_USE;
    }
}
