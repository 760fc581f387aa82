package io.ringmaster.nn;

import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;

/// Batch norm of rows, or of signals: each channel shifted and scaled by statistics of the batch.
///
/// Shapes: x [B, C] or [B, C, L] → the same. State: `weight` [C], `bias` [C]; buffers `running_mean` [C], `running_var` [C],
/// `num_batches_tracked` [].
/// Source: Ioffe and Szegedy 2015; torch.nn.BatchNorm1d.
public final class BatchNorm1d extends BatchNorm<BatchNorm1d> {

    public BatchNorm1d(long channels) {
        this(Options.of(channels));
    }

    private BatchNorm1d(Options options) {
        super(options);
    }

    @Override
    BatchNorm1d with(Options changed) {
        return new BatchNorm1d(changed);
    }

    @Override
    void requireDims(Tensor x) {
        if (x.shape().rank() != 2 && x.shape().rank() != 3) {
            throw new ShapeException("batch norm: x is %s; it must be [B, C] or [B, C, L]", x);
        }
    }
}
