package io.ringmaster.tensor;

import java.util.Locale;

/// The caller's mistake: shapes, dtypes or devices that an op can't combine.
public final class ShapeException extends IllegalArgumentException {

    public ShapeException(String format, Object... arguments) {
        super(String.format(Locale.ROOT, format, arguments));
    }
}
