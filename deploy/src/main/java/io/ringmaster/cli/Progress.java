package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.RunEvent;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Shows a run while it lasts: lines for what stays, and on a terminal a last line that is drawn over. Elsewhere a line
/// tells every half a minute how far the run has come.
///
/// State: what was drawn. Thread: any; one at a time draws.
final class Progress {

    private static final String CLEAR = "\r\u001b[K";
    private static final String CLEAR_REST = "\u001b[K";
    private static final String CUT_AT_THE_EDGE = "\u001b[?7l";
    private static final String WRAP_AT_THE_EDGE = "\u001b[?7h";
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration REPORT = Duration.ofSeconds(30);

    private final PrintWriter out;
    private final Optional<Terminal> terminal;
    private ProgressBar bar = ProgressBar.EMPTY;
    private Pace pace = Pace.NONE;
    private Instant drawn = Instant.EPOCH;
    private boolean over;

    Progress(PrintWriter out, Optional<Terminal> terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Prints what is to be known of it, and draws what has changed.
    synchronized void show(RunEvent event) {
        Optional<String> line = RunText.of(event, pace);
        status(event);
        line.ifPresent(text -> {
            drawn = event.at();
            print(text);
        });
    }

    /// Draws what has changed, and prints nothing that stays.
    synchronized void status(RunEvent event) {
        bar = bar.after(event);
        pace = pace.after(event);
        boolean steps = event instanceof RunEvent.StepCommitted;
        if (terminal.isPresent() && !event.at().isBefore(steps ? drawn.plus(REDRAW) : drawn)) {
            drawn = event.at();
            draw();
        } else if (terminal.isEmpty() && steps && !event.at().isBefore(drawn.plus(REPORT))) {
            drawn = event.at();
            print(bar.text());
        }
    }

    /// Prints a line above the bar.
    synchronized void print(String line) {
        print(out, line);
    }

    /// Prints a line to another stream that the bar's terminal may show too.
    synchronized void print(PrintWriter to, String line) {
        if (terminal.isPresent() && !over) {
            out.print(CLEAR);
            out.flush();
        }
        to.println(line);
        to.flush();
        if (terminal.isPresent() && !over) {
            draw();
        }
    }

    /// Removes the bar for good.
    synchronized void end() {
        over = true;
        terminal.ifPresent(shown -> {
            out.print(CLEAR);
            out.flush();
            shown.close();
        });
    }

    private void draw() {
        terminal.ifPresent(shown -> {
            out.print("\r" + CUT_AT_THE_EDGE + bar.render(shown.columns() - 1) + CLEAR_REST + WRAP_AT_THE_EDGE);
            out.flush();
        });
    }
}
