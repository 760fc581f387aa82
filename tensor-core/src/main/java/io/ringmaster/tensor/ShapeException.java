package io.ringmaster.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The caller's mistake: shapes, dtypes or devices that an op can't combine.
public final class ShapeException extends IllegalArgumentException {

    /// Tensors among the arguments are told without their values.
    public ShapeException(String format, Object... arguments) {
        super(String.format(Locale.ROOT, format, Arrays.stream(arguments).map(ShapeException::told).toArray()));
    }

    private static Object told(Object argument) {
        return switch (argument) {
            case Tensor tensor -> tensor.summary();
            case List<?> several -> several.stream().map(ShapeException::told).toList();
            case Object other -> other;
        };
    }
}
