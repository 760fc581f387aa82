package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.AdaptiveAveragePool;

/// Means over as many windows as are wanted, whatever the images' size. Shapes: x [B, C, H, W] → [B, C, height, width]; or
/// without B.
public final class AdaptiveAvgPool2d extends Layer {

    private final long height;
    private final long width;

    public AdaptiveAvgPool2d(long size) {
        this(size, size);
    }

    public AdaptiveAvgPool2d(long height, long width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("an adaptive pool to %d x %d; both are 1 or more".formatted(height, width));
        }
        this.height = height;
        this.width = width;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Samples.batched(x, 4, images -> Autograd.apply(new AdaptiveAveragePool(height, width), images));
    }

    @Override
    protected String describe() {
        return "%d x %d".formatted(height, width);
    }
}
