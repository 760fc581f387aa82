package io.ringmaster.nn;

import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.op.PoolWindows;

/// What pools of images share: a window that moves over each channel.
///
/// @param <N> the layer itself
abstract sealed class Pool2d<N extends Pool2d<N>> extends Layer permits AvgPool2d, MaxPool2d {

    private final Options options;

    /// @param stride 0: the size, so that windows lie side by side
    record Options(long size, long stride, long padding, long dilation, boolean ceil, boolean countsPadding) {

        static Options of(long size) {
            return new Options(size, 0, 0, 1, false, true);
        }

        PoolWindows windows() {
            Window side = new Window(size, stride == 0 ? size : stride, dilation, padding, padding);
            return new PoolWindows(new Windows(side, side), ceil);
        }

        Options dilation(long elements) {
            return new Options(size, stride, padding, elements, ceil, countsPadding);
        }

        Options countsPadding(boolean wanted) {
            return new Options(size, stride, padding, dilation, ceil, wanted);
        }
    }

    Pool2d(Options options) {
        this.options = options;
    }

    final Options options() {
        return options;
    }

    abstract N with(Options changed);

    /// Another one, whose window moves on by so many elements.
    public final N stride(long elements) {
        return with(new Options(
            options.size, elements, options.padding, options.dilation, options.ceil, options.countsPadding));
    }

    /// Another one, with so much padding on all sides, at most half the window's size.
    public final N padding(long elements) {
        return with(new Options(
            options.size, options.stride, elements, options.dilation, options.ceil, options.countsPadding));
    }

    /// Another one, that gives what is left at an end, smaller than a window, a window too.
    public final N ceil() {
        return with(new Options(
            options.size, options.stride, options.padding, options.dilation, true, options.countsPadding));
    }

    @Override
    protected final String describe() {
        return "%d x %d".formatted(options.size, options.size)
            + (options.stride == 0 ? "" : ", stride " + options.stride)
            + (options.padding == 0 ? "" : ", padding " + options.padding);
    }
}
