package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.config.JobConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The lines in which a run tells people of itself.
final class RunText {

    private RunText() {}

    static String start(JobConfig job, Path directory) {
        return line("%s: %d workers on %d %s, %d epochs of %,d samples in batches of %d, seed %d; files in %s",
            job.name(), job.cluster().workers(), job.cluster().nodes(), job.cluster().nodes() == 1 ? "node" : "nodes",
            job.training().epochs(), job.data().trainSamples(), job.training().batch(), job.seed(), directory);
    }

    /// @param pace of the epoch that the event belongs to
    static Optional<String> of(RunEvent event, Pace pace) {
        return switch (event) {
            case RunEvent.GenerationFormed formed -> Optional.of(formed(formed));
            case RunEvent.EpochEvaluated evaluated -> Optional.of(evaluated(evaluated, pace));
            case RunEvent.WorkerLeft(_, var member, var reason) -> Optional.of(member + " left: " + reason);
            case RunEvent.WorkerLost(_, var member, var reason) -> Optional.of(member + " is lost: " + reason);
            case RunEvent.Waiting(_, var reason) -> Optional.of("waiting: " + reason);
            case RunEvent.WorkerReady _, RunEvent.StepCommitted _, RunEvent.Ended _ -> Optional.empty();
        };
    }

    private static String formed(RunEvent.GenerationFormed formed) {
        long nodes = formed.members().stream().map(Member::node).distinct().count();
        return line("generation %s: %d workers in %d %s, from step %s of %d",
            formed.generation(), formed.members().size(), nodes, nodes == 1 ? "process" : "processes",
            formed.committed(), formed.totalSteps());
    }

    private static String evaluated(RunEvent.EpochEvaluated evaluated, Pace pace) {
        return line("epoch %d: train loss %.4f, eval loss %.4f, accuracy %.4f, %,.0f samples/s",
            evaluated.epoch(), evaluated.trainLoss(), evaluated.evalLoss(), evaluated.evalAccuracy(),
            pace.samplesPerSecond());
    }

    static List<String> summary(Summary summary, Path directory) {
        return List.of(
            line("%s after %d epochs, %s steps, %.1f s: %s", summary.status().name().toLowerCase(Locale.ROOT),
                summary.epochs(), summary.committedSteps(), summary.wall().toMillis() / 1e3, summary.reason()),
            line("train loss %s, eval loss %s, accuracy %s, %,.0f samples/s, %d workers, %d %s",
                decimal(summary.trainLoss()), decimal(summary.evalLoss()), decimal(summary.evalAccuracy()),
                summary.samplesPerSecond(), summary.workers(), summary.generations(),
                summary.generations() == 1 ? "generation" : "generations"),
            "summary: " + directory.resolve(RunDirectory.SUMMARY),
            "model:   " + directory.resolve(RunDirectory.MODEL));
    }

    /// What is not known yet is NaN.
    static String decimal(double value) {
        return Double.isNaN(value) ? "-" : line("%.4f", value);
    }

    static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
