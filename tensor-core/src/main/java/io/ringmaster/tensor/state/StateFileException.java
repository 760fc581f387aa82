package io.ringmaster.tensor.state;

import java.util.Arrays;
import java.util.Locale;

/// A state file that can't be read or written. The message names the file, what was found and the rule it breaks, on
/// one line of bounded length whatever the file holds.
public final class StateFileException extends RuntimeException {

    private static final int LONGEST_TEXT = 400;

    public StateFileException(String format, Object... arguments) {
        super(line(format, arguments));
    }

    StateFileException(Throwable cause, String format, Object... arguments) {
        super(line(format, arguments), cause);
    }

    private static String line(String format, Object... arguments) {
        Object[] shortened = Arrays.stream(arguments).map(StateFileException::shorten).toArray();
        return String.format(Locale.ROOT, format, shortened).replaceAll("\\p{Cntrl}", "?");
    }

    private static Object shorten(Object argument) {
        return argument instanceof String text && text.length() > LONGEST_TEXT
                ? text.substring(0, LONGEST_TEXT) + "..."
                : argument;
    }
}
