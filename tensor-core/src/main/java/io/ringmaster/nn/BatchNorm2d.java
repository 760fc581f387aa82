package io.ringmaster.nn;

import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;

/// Batch norm of images: each channel shifted and scaled by statistics of the batch.
///
/// Shapes: x [B, C, H, W] → the same. State: `weight` [C], `bias` [C]; buffers `running_mean` [C], `running_var` [C],
/// `num_batches_tracked` [].
/// Source: Ioffe and Szegedy 2015; torch.nn.BatchNorm2d.
public final class BatchNorm2d extends BatchNorm<BatchNorm2d> {

    public BatchNorm2d(long channels) {
        this(Options.of(channels));
    }

    private BatchNorm2d(Options options) {
        super(options);
    }

    @Override
    BatchNorm2d with(Options changed) {
        return new BatchNorm2d(changed);
    }

    @Override
    void requireDims(Tensor x) {
        if (x.shape().rank() != 4) {
            throw new ShapeException("batch norm: x is %s; it must be [B, C, H, W]", x);
        }
    }
}
