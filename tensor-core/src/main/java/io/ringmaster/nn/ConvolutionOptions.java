package io.ringmaster.nn;

import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import java.util.function.UnaryOperator;

/// How a convolution layer is built.
///
/// @param dims    of what the window moves over: 1 or 2
/// @param more    elements that a transposed convolution adds at the end of each dim
record ConvolutionOptions(long inputs, long outputs, int dims, Windows windows, long groups, boolean biased, More more) {

    record More(long height, long width) {}

    private static final Window POINT = new Window(1, 1, 1, 0, 0);

    ConvolutionOptions {
        if (inputs < 1 || outputs < 1 || groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
            throw new IllegalArgumentException(("a convolution from %d to %d channels in %d groups; all three are 1 or more, and "
                + "the channels come in equal groups").formatted(inputs, outputs, groups));
        }
    }

    static ConvolutionOptions ofSignals(long inputs, long outputs, long size) {
        return new ConvolutionOptions(inputs, outputs, 1, new Windows(POINT, of(size)), 1, true, new More(0, 0));
    }

    static ConvolutionOptions ofImages(long inputs, long outputs, long height, long width) {
        return new ConvolutionOptions(inputs, outputs, 2, new Windows(of(height), of(width)), 1, true, new More(0, 0));
    }

    private static Window of(long size) {
        return new Window(size, 1, 1, 0, 0);
    }

    ConvolutionOptions stride(long height, long width) {
        return with(
            window -> new Window(window.size(), height, window.dilation(), window.before(), window.after()),
            window -> new Window(window.size(), width, window.dilation(), window.before(), window.after()));
    }

    ConvolutionOptions padding(long height, long width) {
        return with(
            window -> new Window(window.size(), window.stride(), window.dilation(), height, height),
            window -> new Window(window.size(), window.stride(), window.dilation(), width, width));
    }

    ConvolutionOptions dilation(long height, long width) {
        return with(
            window -> new Window(window.size(), window.stride(), height, window.before(), window.after()),
            window -> new Window(window.size(), window.stride(), width, window.before(), window.after()));
    }

    private ConvolutionOptions with(UnaryOperator<Window> height, UnaryOperator<Window> width) {
        Window tall = dims == 1 ? windows.height() : height.apply(windows.height());
        Windows changed = new Windows(tall, width.apply(windows.width()));
        return new ConvolutionOptions(inputs, outputs, dims, changed, groups, biased, more);
    }

    ConvolutionOptions groups(long count) {
        return new ConvolutionOptions(inputs, outputs, dims, windows, count, biased, more);
    }

    ConvolutionOptions biased(boolean wanted) {
        return new ConvolutionOptions(inputs, outputs, dims, windows, groups, wanted, more);
    }

    ConvolutionOptions more(long height, long width) {
        return new ConvolutionOptions(inputs, outputs, dims, windows, groups, biased, new More(height, width));
    }

    @Override
    public String toString() {
        return "%d to %d, ".formatted(inputs, outputs) + text(Window::size)
            + (isEach(Window::stride, 1) ? "" : ", stride " + text(Window::stride))
            + (isEach(Window::before, 0) ? "" : ", padding " + text(Window::before))
            + (isEach(Window::dilation, 1) ? "" : ", dilation " + text(Window::dilation))
            + (groups == 1 ? "" : ", %d groups".formatted(groups));
    }

    private interface Property {

        long of(Window window);
    }

    private boolean isEach(Property property, long value) {
        return property.of(windows.width()) == value && (dims == 1 || property.of(windows.height()) == value);
    }

    private String text(Property property) {
        long width = property.of(windows.width());
        return dims == 1 ? Long.toString(width) : "%d x %d".formatted(property.of(windows.height()), width);
    }
}
