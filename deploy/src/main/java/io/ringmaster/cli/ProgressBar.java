package io.ringmaster.cli;

import static io.ringmaster.cli.RunText.line;

import io.ringmaster.coordinator.observe.RunEvent;
import java.time.Duration;

/// How far a run has come, in one line that is drawn over and over.
///
/// @param waiting what the run waits for; empty while it trains
record ProgressBar(String waiting, Whole whole, Place place, RecentPace pace) {

    /// @param steps 0 before the first generation
    record Whole(long steps, int epochs, int workers) {}

    /// @param left samples that are yet to be trained on
    record Place(int epoch, long step, long left, double loss) {}

    static final ProgressBar EMPTY = new ProgressBar(
        "workers", new Whole(0, 0, 0), new Place(1, 0, 0, Double.NaN), RecentPace.NONE);

    private static final int NARROWEST_BAR = 10;
    private static final int WIDEST_BAR = 40;

    ProgressBar after(RunEvent event) {
        RecentPace next = pace.after(event);
        return switch (event) {
            case RunEvent.GenerationFormed formed -> new ProgressBar("",
                new Whole(formed.totalSteps(), formed.totalEpochs(), formed.members().size()),
                new Place(place.epoch(), formed.committed().number(), place.left(), place.loss()), next);
            case RunEvent.StepCommitted(_, var metrics) -> new ProgressBar("", whole, new Place(metrics.epoch(),
                metrics.step().number(), (whole.steps() - metrics.step().number()) * metrics.samples(), metrics.loss()), next);
            case RunEvent.Waiting(_, var reason) -> new ProgressBar(reason, whole, place, next);
            case RunEvent.EpochEvaluated _, RunEvent.WorkerReady _, RunEvent.WorkerLeft _, RunEvent.WorkerLost _,
                RunEvent.Ended _ -> new ProgressBar(waiting, whole, place, next);
        };
    }

    /// @param width the most characters that the line may take: what does not fit is left out, the least telling first
    String render(int width) {
        if (!waiting.isEmpty()) {
            return fit("waiting: " + waiting, width);
        }
        String head = line("epoch %d/%d ", place.epoch(), whole.epochs());
        String tail = " " + figures();
        String workers = ", " + RunText.count(whole.workers(), "worker");
        int room = width - head.length() - tail.length() - 2;
        int forBar = Math.min(WIDEST_BAR, room - workers.length() >= NARROWEST_BAR ? room - workers.length() : room);
        boolean forWorkers = room - forBar >= workers.length();
        return fit(room < NARROWEST_BAR ? head + figures() : head + bar(forBar) + tail + (forWorkers ? workers : ""), width);
    }

    /// The same without the drawing, to be printed now and then where nothing can be drawn over.
    String text() {
        return line("epoch %d/%d, step %s, %s", place.epoch(), whole.epochs(), figures(), RunText.count(whole.workers(), "worker"));
    }

    private String figures() {
        double rate = pace.samplesPerSecond();
        return line("%d/%d, loss %s, %,.0f samples/s, ETA %s",
            place.step(), whole.steps(), RunText.decimal(place.loss()), rate, eta(rate));
    }

    private String bar(int room) {
        int full = (int) (room * Math.min(place.step(), whole.steps()) / whole.steps());
        return "[" + "=".repeat(full) + " ".repeat(room - full) + "]";
    }

    private String eta(double rate) {
        if (rate <= 0) {
            return "-";
        }
        Duration time = Duration.ofSeconds(Math.round(place.left() / rate));
        return time.toHours() > 0
            ? line("%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
            : line("%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    private static String fit(String line, int width) {
        return line.substring(0, Math.min(width, line.length()));
    }
}
