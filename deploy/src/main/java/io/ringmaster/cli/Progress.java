package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.RunEvent;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Shows a run while it lasts: lines for what stays, and on a terminal a last line that is drawn over.
///
/// State: what was drawn. Thread: any; one at a time draws.
final class Progress {

    private static final String CLEAR = "\r\u001b[K";
    private static final int WIDTH = 79;
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final PrintWriter out;
    private final boolean terminal;
    private ProgressBar bar = ProgressBar.EMPTY;
    private Instant drawn = Instant.EPOCH;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    synchronized void show(RunEvent event) {
        Optional<String> line = RunText.of(event, bar.pace());
        bar = bar.after(event);
        line.ifPresent(this::print);
        if (terminal && event instanceof RunEvent.StepCommitted && !event.at().isBefore(drawn.plus(REDRAW))) {
            drawn = event.at();
            draw();
        }
    }

    /// Prints a line above the bar.
    synchronized void print(String line) {
        out.println(terminal ? CLEAR + line : line);
        out.flush();
        if (bar.totalSteps() > 0 && terminal) {
            draw();
        }
    }

    /// Removes the bar.
    synchronized void end() {
        if (terminal) {
            out.print(CLEAR);
            out.flush();
        }
        bar = ProgressBar.EMPTY;
    }

    private void draw() {
        out.print(CLEAR + bar.render(WIDTH));
        out.flush();
    }
}
