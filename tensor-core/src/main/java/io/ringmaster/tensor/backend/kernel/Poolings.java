package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Windows;
import java.util.List;

/// Windows over images, each to one element. As many windows as y has elements; the last may reach beyond the padding.
///
/// Shapes: x and dx [B, C, H, W], y, dy and places [B, C, H', W'].
public sealed interface Poolings extends Kernel {

    /// The largest element of each window, padding aside, and in `places` which one it was, for the gradient: uint8, or
    /// int32 where windows have more than 255 elements. What the numbers mean is the backend's own affair.
    record Max(Windows over, Tensor x, Output y, Output places) implements Poolings {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y, places);
        }
    }

    record MaxGradient(Windows over, Tensor places, Tensor dy, Output dx) implements Poolings {

        @Override
        public List<Tensor> inputs() {
            return List.of(places, dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }

    /// The sum of each window's elements over their number.
    ///
    /// @param countsPadding whether padding counts, as zeros; what lies beyond it never does
    record Average(Windows over, boolean countsPadding, Tensor x, Output y) implements Poolings {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    record AverageGradient(Windows over, boolean countsPadding, Tensor dy, Output dx) implements Poolings {

        @Override
        public List<Tensor> inputs() {
            return List.of(dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }

    /// The mean of each of H' by W' windows that cover x: along a dim, window i goes from `floor(i H / H')` to
    /// `ceil((i + 1) H / H')`.
    record AdaptiveAverage(Tensor x, Output y) implements Poolings {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    record AdaptiveAverageGradient(Tensor dy, Output dx) implements Poolings {

        @Override
        public List<Tensor> inputs() {
            return List.of(dy);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }
}
