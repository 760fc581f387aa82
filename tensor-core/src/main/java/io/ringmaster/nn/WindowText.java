package io.ringmaster.nn;

import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import java.util.function.ToLongFunction;

/// Windows as a printed module shows them: `3 x 3, stride 2, padding 1`, or of signals `3, stride 2`.
///
/// @param dims of what the windows move over: 1 or 2
record WindowText(Windows windows, int dims) {

    /// What is as it is without being asked for is left out.
    ///
    /// @param plain the same windows, as nothing but their size makes them
    String against(Windows plain) {
        return text(Window::size)
            + part(", stride ", Window::stride, plain)
            + part(", padding ", Window::before, plain)
            + part(", dilation ", Window::dilation, plain);
    }

    private String part(String title, ToLongFunction<Window> property, Windows plain) {
        String text = text(property);
        return text.equals(new WindowText(plain, dims).text(property)) ? "" : title + text;
    }

    private String text(ToLongFunction<Window> property) {
        long width = property.applyAsLong(windows.width());
        return dims == 1 ? Long.toString(width) : "%d x %d".formatted(property.applyAsLong(windows.height()), width);
    }
}
