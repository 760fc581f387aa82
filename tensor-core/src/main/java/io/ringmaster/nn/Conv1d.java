package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.op.Convolution;
import io.ringmaster.tensor.op.Op;

/// A window of weights that moves along signals.
///
/// Shapes: x [B, I, L] → [B, O, L'], or both without B. State: `weight` [O, I / groups, l], `bias` [O].
public final class Conv1d extends ConvolutionLayer<Conv1d> {

    public Conv1d(long inputs, long outputs, long size) {
        this(ConvolutionOptions.ofSignals(inputs, outputs, size));
    }

    private Conv1d(ConvolutionOptions options) {
        super(options, Shape.of(
            options.outputs(), options.inputs() / options.groups(), options.windows().width().size()));
    }

    /// Another one, with as much padding as keeps the size; the stride is 1.
    public Conv1d samePadding() {
        return with(options().samePadding());
    }

    /// Another one, that pads by something else than zeros.
    public Conv1d paddingMode(PaddingMode mode) {
        return with(options().paddingMode(mode));
    }

    @Override
    Conv1d with(ConvolutionOptions changed) {
        return new Conv1d(changed);
    }

    @Override
    Op op() {
        return new Convolution(options().over(), options().groups());
    }
}
