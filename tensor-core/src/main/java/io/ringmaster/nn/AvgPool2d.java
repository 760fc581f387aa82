package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.AveragePool;

/// The mean of each window. Shapes: x [B, C, H, W] → [B, C, H', W']; or without B.
public final class AvgPool2d extends Pool2d<AvgPool2d> {

    /// Over squares side by side.
    public AvgPool2d(long size) {
        this(size, size);
    }

    /// Over rectangles side by side.
    public AvgPool2d(long height, long width) {
        this(Options.of(height, width));
    }

    private AvgPool2d(Options options) {
        super(options);
    }

    /// Another one, whose means count padding as zeros, or leave it out.
    public AvgPool2d countIncludePad(boolean wanted) {
        return with(options().countsPadding(wanted));
    }

    @Override
    AvgPool2d with(Options changed) {
        return new AvgPool2d(changed);
    }

    @Override
    Tensor pool(Tensor x) {
        return Autograd.apply(new AveragePool(options().over(), options().countsPadding()), x);
    }
}
