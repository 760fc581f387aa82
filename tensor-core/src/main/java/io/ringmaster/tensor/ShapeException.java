package io.ringmaster.tensor;


/// The caller's mistake: shapes, dtypes or devices that an op can't combine.
public final class ShapeException extends IllegalArgumentException {

    public ShapeException(String format, Object... arguments) {
        super(String.format(java.util.Locale.ROOT, format, arguments));
    }
}
