package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.op.Convolution;
import io.ringmaster.tensor.op.Op;

/// A window of weights that moves over images.
///
/// Shapes: x [B, I, H, W] → [B, O, H', W'], or both without B. State: `weight` [O, I / groups, h, w], `bias` [O].
public final class Conv2d extends ConvolutionLayer<Conv2d> {

    /// With a square window.
    public Conv2d(long inputs, long outputs, long size) {
        this(inputs, outputs, size, size);
    }

    public Conv2d(long inputs, long outputs, long height, long width) {
        this(ConvolutionOptions.ofImages(inputs, outputs, height, width));
    }

    private Conv2d(ConvolutionOptions options) {
        super(options, Shape.of(options.outputs(), options.inputs() / options.groups(),
            options.windows().height().size(), options.windows().width().size()));
    }

    /// Another one, whose window moves on by so many rows and columns.
    public Conv2d stride(long rows, long columns) {
        return with(options().stride(rows, columns));
    }

    /// Another one, with so many rows of zeros above and below and columns left and right.
    public Conv2d padding(long rows, long columns) {
        return with(options().padding(rows, columns));
    }

    /// Another one, whose window takes every so manyth row and column.
    public Conv2d dilation(long rows, long columns) {
        return with(options().dilation(rows, columns));
    }

    /// Another one, with as much padding as keeps the size; the stride is 1.
    public Conv2d samePadding() {
        return with(options().samePadding());
    }

    /// Another one, that pads by something else than zeros.
    public Conv2d paddingMode(PaddingMode mode) {
        return with(options().paddingMode(mode));
    }

    @Override
    Conv2d with(ConvolutionOptions changed) {
        return new Conv2d(changed);
    }

    @Override
    Op op() {
        return new Convolution(options().over(), options().groups());
    }
}
