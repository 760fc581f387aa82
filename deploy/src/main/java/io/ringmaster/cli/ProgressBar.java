package io.ringmaster.cli;

import static io.ringmaster.cli.RunText.line;

import io.ringmaster.coordinator.observe.RunEvent;
import java.time.Duration;

/// How far a run has come, in one line that is drawn over and over.
///
/// @param totalSteps 0 before the first generation
/// @param pace       of the current epoch
/// @param lastPace   of the epoch before, for the moments in which the current one has none
record ProgressBar(
    long totalSteps, int totalEpochs, int epoch, long step, long left, double loss, int workers, long generation, Pace pace,
    double lastPace) {

    static final ProgressBar EMPTY = new ProgressBar(0, 0, 0, 0, 0, Double.NaN, 0, 0, Pace.NONE, 0);

    private static final int NARROWEST_BAR = 5;
    private static final int WIDEST_BAR = 30;

    ProgressBar after(RunEvent event) {
        Pace next = pace.after(event);
        double before = pace.samplesPerSecond() > 0 ? pace.samplesPerSecond() : lastPace;
        return switch (event) {
            case RunEvent.GenerationFormed formed -> new ProgressBar(
                formed.totalSteps(), formed.totalEpochs(), Math.max(1, epoch), formed.committed().number(), left, loss,
                formed.members().size(), formed.generation().number(), next, before);
            case RunEvent.StepCommitted(_, var metrics) -> new ProgressBar(
                totalSteps, totalEpochs, metrics.epoch(), metrics.step().number(),
                (totalSteps - metrics.step().number()) * metrics.samples(), metrics.loss(), workers,
                metrics.generation().number(), next, before);
            case RunEvent.EpochEvaluated _, RunEvent.Waiting _, RunEvent.WorkerReady _, RunEvent.WorkerLeft _,
                RunEvent.WorkerLost _, RunEvent.Ended _ -> new ProgressBar(
                    totalSteps, totalEpochs, epoch, step, left, loss, workers, generation, next, before);
        };
    }

    /// @param width the most characters that the line may take
    String render(int width) {
        if (totalSteps == 0) {
            return "waiting for workers".substring(0, Math.min(width, 19));
        }
        double rate = pace.samplesPerSecond() > 0 ? pace.samplesPerSecond() : lastPace;
        String head = line("epoch %d/%d ", epoch, totalEpochs);
        String tail = line(" %d/%d loss %s %,.0f samples/s ETA %s, %d workers, gen %d",
            step, totalSteps, RunText.decimal(loss), rate, eta(rate), workers, generation);
        int room = Math.min(WIDEST_BAR, width - head.length() - tail.length() - 2);
        String whole = head + (room < NARROWEST_BAR ? "" : bar(room)) + tail.substring(room < NARROWEST_BAR ? 1 : 0);
        return whole.substring(0, Math.min(width, whole.length()));
    }

    private String bar(int room) {
        int full = (int) (room * Math.min(step, totalSteps) / totalSteps);
        return "[" + "=".repeat(full) + " ".repeat(room - full) + "]";
    }

    private String eta(double rate) {
        if (rate <= 0) {
            return "-";
        }
        Duration time = Duration.ofSeconds(Math.round(left / rate));
        return time.toHours() > 0
            ? line("%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
            : line("%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
