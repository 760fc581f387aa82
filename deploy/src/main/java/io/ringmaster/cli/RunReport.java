package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.launch.ShutdownSignal;
import io.ringmaster.proto.Outcome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/// What is said of a run that is over, and the exit code that says it again.
final class RunReport {

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean saidAll;
    private final List<String> evalOptions;

    /// @param saidAll     whether what other processes print was shown as it came
    /// @param evalOptions what `eval` takes to judge the model again
    RunReport(PrintWriter out, PrintWriter err, boolean saidAll, List<String> evalOptions) {
        this.out = out;
        this.err = err;
        this.saidAll = saidAll;
        this.evalOptions = List.copyOf(evalOptions);
    }

    int print(Ending ending, Path directory) {
        return switch (ending) {
            case Ending.Told(var summary, _, var lastWords) when summary.status() == Outcome.FAILED -> {
                if (!saidAll) {
                    lastWords.forEach(err::println);
                }
                Failures.say(err, "run " + summary.run() + " failed: " + summary.reason());
                yield Failures.FAILED;
            }
            case Ending.Told(var summary, var signal, _) -> {
                RunText.summary(summary, directory, evalOptions).forEach(out::println);
                out.flush();
                yield exitCode(summary, signal);
            }
            case Ending.Cut(var reason) -> {
                Failures.say(err, "run " + directory.getFileName() + " was cut off: " + reason);
                yield Failures.FAILED;
            }
        };
    }

    private static int exitCode(Summary summary, int signal) {
        if (summary.status() == Outcome.FINISHED) {
            return 0;
        }
        return signal > 0 ? ShutdownSignal.exitCode(signal) : Failures.FAILED;
    }
}
