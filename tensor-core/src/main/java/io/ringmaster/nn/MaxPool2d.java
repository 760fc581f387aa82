package io.ringmaster.nn;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.op.MaxPool;
import java.util.List;

/// The largest element of each window. Shapes: x [B, C, H, W] → [B, C, H', W'];
/// or without B.
public final class MaxPool2d extends Pool2d<MaxPool2d> {

    /// Over squares side by side.
    public MaxPool2d(long size) {
        this(size, size);
    }

    /// Over rectangles side by side.
    public MaxPool2d(long height, long width) {
        this(Options.of(height, width));
    }

    private MaxPool2d(Options options) {
        super(options);
    }

    /// Another one, whose window takes every so manyth element.
    public MaxPool2d dilation(long elements) {
        return dilation(elements, elements);
    }

    /// Another one, whose window takes every so manyth row and column.
    public MaxPool2d dilation(long rows, long columns) {
        return with(options().with(options().windows().withDilation(rows, columns)));
    }

    @Override
    MaxPool2d with(Options changed) {
        return new MaxPool2d(changed);
    }

    @Override
    Tensor pool(Tensor x) {
        MaxPool op = new MaxPool(options().over());
        Layout like = Layout.channelsLast(op.shape(List.of(x)));
        return Autograd.apply(op, x, Tensor.empty(like, op.places(), Backends.current(x.backend())));
    }
}
