package io.ringmaster.cli;

import io.ringmaster.proto.Outcome;
import java.io.PrintWriter;
import java.nio.file.Path;

/// What is said of a run that is over, and the exit code that says it again.
final class RunReport {

    static final int INTERRUPTED = 130;

    private RunReport() {}

    static int print(Ending ending, Path directory, PrintWriter out, PrintWriter err) {
        return switch (ending) {
            case Ending.Told(var summary) when summary.status() == Outcome.FAILED -> {
                Failures.say(err, "run " + summary.run() + " failed: " + summary.reason());
                yield Failures.FAILED;
            }
            case Ending.Told(var summary) -> {
                RunText.summary(summary, directory).forEach(out::println);
                out.flush();
                yield summary.status() == Outcome.FINISHED ? 0 : INTERRUPTED;
            }
            case Ending.Cut(var reason) -> {
                Failures.say(err, "run " + directory.getFileName() + " was cut off: " + reason);
                yield Failures.FAILED;
            }
        };
    }
}
