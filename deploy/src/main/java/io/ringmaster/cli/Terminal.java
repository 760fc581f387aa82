package io.ringmaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringmaster.launch.Signals;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The terminal that this process writes to.
///
/// State: its width, followed until closed. Thread: any.
final class Terminal implements AutoCloseable {

    private static final int USUAL_COLUMNS = 80;
    private static final Pattern SIZE = Pattern.compile("\\d+ ([1-9]\\d{0,4})");
    private static final long PATIENCE_MILLIS = 500;

    private final Signals signals = new Signals();
    private volatile int columns;

    private Terminal(int columns) {
        this.columns = columns;
    }

    /// The terminal, where there is one that can draw.
    static Optional<Terminal> attached(Map<String, String> environment) {
        boolean draws = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        if (!draws) {
            return Optional.empty();
        }
        Terminal terminal = new Terminal(ask().orElse(USUAL_COLUMNS));
        terminal.signals.on("WINCH", _ -> ask().ifPresent(columns -> terminal.columns = columns));
        return Optional.of(terminal);
    }

    /// One of a width that stays.
    static Terminal of(int columns) {
        return new Terminal(columns);
    }

    int columns() {
        return columns;
    }

    /// Java can't ask a terminal for its size; `stty`, which every Unix has, can.
    private static Optional<Integer> ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
            if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return Optional.empty();
            }
            Matcher size = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), US_ASCII).strip());
            return size.matches() ? Optional.of(Integer.valueOf(size.group(1))) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        signals.close();
    }
}
