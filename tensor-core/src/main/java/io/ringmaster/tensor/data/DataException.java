package io.ringmaster.tensor.data;

import java.util.Locale;

/// Training data that can't be used as it lies: the user's to mend. The message is one sentence for the user: the
/// file, what was found, the rule, the remedy.
public final class DataException extends RuntimeException {

    public DataException(String format, Object... arguments) {
        super(String.format(Locale.ROOT, format, arguments));
    }

    public DataException(Throwable cause, String format, Object... arguments) {
        super(String.format(Locale.ROOT, format, arguments), cause);
    }
}
