package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.op.PoolWindows;

/// What pools of images share: a window that moves over each channel.
///
/// @param <N> the layer itself
abstract sealed class Pool2d<N extends Pool2d<N>> extends Layer permits AvgPool2d, MaxPool2d {

    private final Options options;

    record Options(Windows windows, boolean ceil, boolean countsPadding) {

        /// Windows side by side.
        static Options of(long height, long width) {
            return new Options(sideBySide(new Windows(Window.of(height), Window.of(width))), false, true);
        }

        private static Windows sideBySide(Windows windows) {
            return windows.withStride(windows.height().size(), windows.width().size());
        }

        PoolWindows over() {
            return new PoolWindows(windows, ceil);
        }

        Options with(Windows changed) {
            return new Options(changed, ceil, countsPadding);
        }

        Options countsPadding(boolean wanted) {
            return new Options(windows, ceil, wanted);
        }

        @Override
        public String toString() {
            Windows plain = sideBySide(new Windows(
                Window.of(windows.height().size()), Window.of(windows.width().size())));
            return new WindowText(windows, 2).against(plain) + (ceil ? ", ceil" : "");
        }
    }

    Pool2d(Options options) {
        this.options = options;
    }

    final Options options() {
        return options;
    }

    abstract N with(Options changed);

    /// Shapes: x [B, C, H, W] → [B, C, H', W'].
    abstract Tensor pool(Tensor x);

    /// Another one, whose window moves on by so many elements.
    public final N stride(long elements) {
        return stride(elements, elements);
    }

    /// Another one, whose window moves on by so many rows and columns.
    public final N stride(long rows, long columns) {
        return with(options.with(options.windows.withStride(rows, columns)));
    }

    /// Another one, with so much padding on all sides, at most half the window's size.
    public final N padding(long elements) {
        return padding(elements, elements);
    }

    /// Another one, with so many rows of padding above and below and columns left and right, at most half the window's.
    public final N padding(long rows, long columns) {
        return with(options.with(options.windows.withPadding(rows, columns)));
    }

    /// Another one, that gives what is left at an end, smaller than a window, a window too.
    public final N ceil() {
        return with(new Options(options.windows, true, options.countsPadding));
    }

    @Override
    public final Tensor forward(Tensor x) {
        return Samples.batched(x, 4, this::pool);
    }

    @Override
    protected final String describe() {
        return options.toString();
    }
}
