package io.ringmaster.nn;

import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;

/// How a convolution layer is built.
///
/// @param dims    of what the window moves over: 1 or 2
/// @param padding beyond the windows' own numbers
/// @param more    elements that a transposed convolution adds at the end of each dim
record ConvolutionOptions(
    long inputs, long outputs, int dims, Windows windows, Padding padding, long groups, boolean biased, More more) {

    record More(long height, long width) {}

    /// @param same whether there is as much of it as keeps the size, whatever the windows say
    record Padding(PaddingMode mode, boolean same) {}

    private static final Window POINT = Window.of(1);

    ConvolutionOptions {
        if (inputs < 1 || outputs < 1 || groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
            throw new IllegalArgumentException(("a convolution from %d to %d channels in %d groups; all three are 1 or more, and "
                + "the channels come in equal groups").formatted(inputs, outputs, groups));
        }
        if (padding.same() && (windows.height().stride() != 1 || windows.width().stride() != 1)) {
            throw new IllegalArgumentException("a convolution with stride %d and %d, padded to the same size; that takes stride 1"
                .formatted(windows.height().stride(), windows.width().stride()));
        }
    }

    static ConvolutionOptions ofSignals(long inputs, long outputs, long size) {
        return of(inputs, outputs, 1, new Windows(POINT, Window.of(size)));
    }

    static ConvolutionOptions ofImages(long inputs, long outputs, long height, long width) {
        return of(inputs, outputs, 2, new Windows(Window.of(height), Window.of(width)));
    }

    private static ConvolutionOptions of(long inputs, long outputs, int dims, Windows windows) {
        return new ConvolutionOptions(
            inputs, outputs, dims, windows, new Padding(PaddingMode.ZEROS, false), 1, true, new More(0, 0));
    }

    ConvolutionOptions stride(long height, long width) {
        return with(windows.withStride(height, width), padding);
    }

    ConvolutionOptions padding(long height, long width) {
        return with(windows.withPadding(height, width), new Padding(padding.mode(), false));
    }

    ConvolutionOptions samePadding() {
        return with(windows, new Padding(padding.mode(), true));
    }

    ConvolutionOptions paddingMode(PaddingMode mode) {
        return with(windows, new Padding(mode, padding.same()));
    }

    ConvolutionOptions dilation(long height, long width) {
        return with(windows.withDilation(height, width), padding);
    }

    private ConvolutionOptions with(Windows changed, Padding padded) {
        Windows own = dims == 1 ? new Windows(POINT, changed.width()) : changed;
        return new ConvolutionOptions(inputs, outputs, dims, own, padded, groups, biased, more);
    }

    ConvolutionOptions groups(long count) {
        return new ConvolutionOptions(inputs, outputs, dims, windows, padding, count, biased, more);
    }

    ConvolutionOptions biased(boolean wanted) {
        return new ConvolutionOptions(inputs, outputs, dims, windows, padding, groups, wanted, more);
    }

    ConvolutionOptions more(long height, long width) {
        return new ConvolutionOptions(inputs, outputs, dims, windows, padding, groups, biased, new More(height, width));
    }

    /// The windows with all of their padding.
    Windows padded() {
        return padding.same() ? new Windows(same(windows.height()), same(windows.width())) : windows;
    }

    private static Window same(Window window) {
        long padding = window.span() - 1;
        return window.withPadding(padding / 2, padding - padding / 2);
    }

    /// The windows as a convolution takes them, which pads by zeros alone.
    Windows over() {
        return padding.mode() == PaddingMode.ZEROS ? padded() : windows.withPadding(0, 0);
    }

    @Override
    public String toString() {
        Windows plain = new Windows(Window.of(windows.height().size()), Window.of(windows.width().size()));
        return "%d to %d, ".formatted(inputs, outputs) + new WindowText(windows, dims).against(plain)
            + (padding.same() ? ", padded to the same size" : "")
            + (padding.mode() == PaddingMode.ZEROS ? "" : ", " + padding.mode())
            + (groups == 1 ? "" : ", %d groups".formatted(groups));
    }
}
