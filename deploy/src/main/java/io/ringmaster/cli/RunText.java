package io.ringmaster.cli;

import static java.util.stream.Collectors.joining;

import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.JobConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The lines in which a run tells people of itself.
final class RunText {

    private RunText() {}

    static List<String> start(JobConfig job, Path directory) {
        return List.of(
            line("%s: %s of %s in batches of %,d, seed %d, for %s", job.name(),
                count(job.training().epochs(), "epoch"), samples(job), job.training().batch(), job.seed(),
                count(job.cluster().workers(), "worker")),
            "files in " + shown(directory));
    }

    private static String samples(JobConfig job) {
        int known = job.data().trainSamples();
        return known == 0 ? "the samples of " + job.code().job() : line("%,d samples", known);
    }

    /// @param pace of the epoch that the event belongs to
    static Optional<String> of(RunEvent event, Pace pace) {
        return switch (event) {
            case RunEvent.GenerationFormed formed -> Optional.of(formed(formed));
            case RunEvent.EpochEvaluated evaluated -> Optional.of(evaluated(evaluated, pace));
            case RunEvent.WorkerLeft(_, var member, var reason) -> Optional.of(member + " left: " + reason);
            case RunEvent.WorkerLost(_, _, var reason) -> Optional.of(reason);
            case RunEvent.Waiting(_, var reason) -> Optional.of("waiting: " + reason);
            case RunEvent.WorkerReady(_, var member, _) -> Optional.of(member + " is ready and joins");
            case RunEvent.StepCommitted _, RunEvent.Ended _ -> Optional.empty();
        };
    }

    private static String formed(RunEvent.GenerationFormed formed) {
        long nodes = formed.members().stream().map(Member::node).distinct().count();
        return line("generation %s: %s in %s, from step %s of %d", formed.generation(),
            count(formed.members().size(), "worker"), nodes == 1 ? "1 process" : line("%,d processes", nodes),
            formed.committed(), formed.totalSteps());
    }

    private static String evaluated(RunEvent.EpochEvaluated evaluated, Pace pace) {
        return line("epoch %d: train loss %.4f, eval loss %.4f%s, %,.0f samples/s",
            evaluated.epoch(), evaluated.trainLoss(), evaluated.evalLoss(), metrics(evaluated.metrics()),
            pace.samplesPerSecond());
    }

    /// What is said of a run that has not failed.
    ///
    /// @param evalOptions what `eval` takes to judge its model again
    static List<String> summary(Summary summary, Path directory, List<String> evalOptions) {
        List<String> lines = new ArrayList<>();
        lines.add(line("%s: %s, %s in %.1f s, %,.0f samples/s on %s", outcome(summary),
            count(summary.committedSteps().number(), "step"), count(summary.epochs(), "epoch"),
            summary.wall().toMillis() / 1e3, summary.samplesPerSecond(), count(summary.workers(), "worker")));
        if (!summary.committedSteps().equals(Step.INITIAL)) {
            lines.add(line("train loss %s, eval loss %s%s",
                decimal(summary.trainLoss()), decimal(summary.evalLoss()), metrics(summary.evalMetrics())));
        }
        Path model = directory.resolve(RunDirectory.MODEL);
        if (Files.exists(model)) {
            lines.add("model:  " + shown(model));
            lines.add("next:   " + Invocation.of(evaluation(directory, evalOptions)) + "      judge the model again");
            lines.add("        " + Invocation.of("inspect", shown(directory)) + "   what the run has left");
        } else {
            lines.add("model:  none was saved");
        }
        return lines;
    }

    private static String[] evaluation(Path directory, List<String> options) {
        return Stream.concat(Stream.of("eval", shown(directory)), options.stream()).toArray(String[]::new);
    }

    private static String outcome(Summary summary) {
        String word = summary.status().name().toLowerCase(Locale.ROOT);
        return summary.status() == Outcome.FINISHED ? word : word + " (" + summary.reason() + ")";
    }

    /// A path as short as it can be written here.
    static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return (path.startsWith(here) && !path.equals(here) ? here.relativize(path) : path).toString();
    }

    /// `1 worker`, `2 workers`.
    static String count(long number, String noun) {
        return line("%,d %s", number, number == 1 ? noun : noun + "s");
    }

    /// Each after a comma.
    static String metrics(List<MetricValue> metrics) {
        return metrics.stream().map(metric -> ", " + metric.name() + " " + decimal(metric.value())).collect(joining());
    }

    /// What is not known yet is NaN.
    static String decimal(double value) {
        return Double.isNaN(value) ? "-" : line("%.4f", value);
    }

    static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
