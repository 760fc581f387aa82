package io.ringmaster.nn;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.op.MaxPool;
import java.util.List;

/// The largest element of each window. Shapes: x [B, C, H, W] → [B, C, H', W'].
public final class MaxPool2d extends Pool2d<MaxPool2d> {

    /// Over squares side by side.
    public MaxPool2d(long size) {
        this(Options.of(size));
    }

    private MaxPool2d(Options options) {
        super(options);
    }

    /// Another one, whose window takes every so manyth element.
    public MaxPool2d dilation(long elements) {
        return with(options().dilation(elements));
    }

    @Override
    MaxPool2d with(Options changed) {
        return new MaxPool2d(changed);
    }

    @Override
    public Tensor forward(Tensor x) {
        MaxPool op = new MaxPool(options().windows());
        Layout like = Layout.channelsLast(op.shape(List.of(x)));
        return Autograd.apply(op, x, Tensor.empty(like, op.places(), Backends.current(x.backend())));
    }
}
