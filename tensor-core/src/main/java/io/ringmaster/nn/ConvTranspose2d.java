package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.op.Op;
import io.ringmaster.tensor.op.TransposedConvolution;

/// Each element of the images spreads a window of weights: what a convolution with the same window does, backwards.
///
/// Shapes: x [B, I, H, W] → [B, O, H', W'], or both without B. State: `weight` [I, O / groups, h, w], `bias` [O].
public final class ConvTranspose2d extends ConvolutionLayer<ConvTranspose2d> {

    /// With a square window.
    public ConvTranspose2d(long inputs, long outputs, long size) {
        this(inputs, outputs, size, size);
    }

    public ConvTranspose2d(long inputs, long outputs, long height, long width) {
        this(ConvolutionOptions.ofImages(inputs, outputs, height, width));
    }

    private ConvTranspose2d(ConvolutionOptions options) {
        super(options, Shape.of(options.inputs(), options.outputs() / options.groups(),
            options.windows().height().size(), options.windows().width().size()));
    }

    /// Another one, whose window moves on by so many rows and columns.
    public ConvTranspose2d stride(long rows, long columns) {
        return with(options().stride(rows, columns));
    }

    /// Another one, with so many rows and columns less on each side, as if the convolution that it turns round had padded
    /// there.
    public ConvTranspose2d padding(long rows, long columns) {
        return with(options().padding(rows, columns));
    }

    /// Another one, whose window takes every so manyth row and column.
    public ConvTranspose2d dilation(long rows, long columns) {
        return with(options().dilation(rows, columns));
    }

    /// Another one, with so many rows and columns more at the lower and right end, fewer than the stride.
    public ConvTranspose2d outputPadding(long elements) {
        return outputPadding(elements, elements);
    }

    /// Another one, with so many rows more at the lower end and columns at the right.
    public ConvTranspose2d outputPadding(long rows, long columns) {
        return with(options().more(rows, columns));
    }

    @Override
    ConvTranspose2d with(ConvolutionOptions changed) {
        return new ConvTranspose2d(changed);
    }

    @Override
    Op op() {
        return new TransposedConvolution(
            options().windows(), options().groups(), options().more().height(), options().more().width());
    }
}
