package io.ringmaster.cli;

import io.ringmaster.cli.job.Nearest;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.nn.StateDictException;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.state.StateFileException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// What a failure prints: one line on standard error, and a stack trace only where `--verbose` asks for it.
final class Failures {

    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    private Failures() {}

    /// The command line could not be understood.
    static int wrongUse(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        String what = fault instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()
            ? unknown(unmatched.getUnmatched().getFirst(), command) : fault.getMessage();
        say(command.getErr(), what + " (see: " + command.getCommandSpec().qualifiedName() + " --help)");
        return WRONG_USE;
    }

    private static String unknown(String written, CommandLine command) {
        if (written.startsWith("-")) {
            return "there is no option " + written + Nearest.question(written, command.getCommandSpec().optionsMap().keySet());
        }
        return command.getSubcommands().isEmpty()
            ? "there is one argument too many: " + written
            : "there is no command " + written + Nearest.question(written, command.getSubcommands().keySet());
    }

    /// A command has thrown.
    static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        boolean verbose = parsed.hasMatchedOption("--verbose");
        boolean users = isUsers(failure);
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String what = users ? said : failure.getClass().getSimpleName() + ": " + said;
        say(command.getErr(), users || verbose ? what : unexpected(what));
        if (verbose) {
            failure.printStackTrace(command.getErr());
            command.getErr().flush();
        }
        return failure instanceof ConfigException ? WRONG_USE : FAILED;
    }

    private static String unexpected(String what) {
        return "unexpected failure, " + what + "; run with --verbose for the stack trace";
    }

    private static boolean isUsers(Exception failure) {
        return failure instanceof ConfigException || failure instanceof LaunchException
            || failure instanceof DataException || failure instanceof StateFileException
            || failure instanceof StateDictException;
    }

    static void say(PrintWriter to, String message) {
        to.println("ringmaster: " + message.replaceAll("\\p{Cntrl}+", " ").strip());
        to.flush();
    }
}
