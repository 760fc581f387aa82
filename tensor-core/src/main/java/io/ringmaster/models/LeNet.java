package io.ringmaster.models;

import io.ringmaster.nn.Conv2d;
import io.ringmaster.nn.Flatten;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.MaxPool2d;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;

/// Two convolutions with pooling, then three linear layers. The largest of several is taken before its ReLU, not after: the
/// result and its gradient are the same, of a quarter as many ReLUs.
///
/// Source: LeCun et al. 1998, with ReLU and max pooling instead of sigmoids and averages.
public final class LeNet {

    private static final int WINDOW = 5;
    private static final int LAST_CHANNELS = 16;

    private LeNet() {}

    /// For grey images of 28 x 28. Shapes: x [B, 1, 28, 28] → [B, classes].
    public static Sequential of(long classes) {
        return of(1, 28, 28, classes);
    }

    /// Its parameters are named as PyTorch names them: `0.weight` [6, channels, 5, 5], `0.bias`, `3.weight`, ...
    ///
    /// Shapes: x [B, channels, height, width] → [B, classes].
    public static Sequential of(long channels, long height, long width, long classes) {
        long rows = pooled(height);
        long columns = pooled(width);
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                "LeNet for images of %d x %d; it takes 12 x 12 or more, for which its second window has room"
                    .formatted(height, width));
        }
        return new Sequential(
            new Conv2d(channels, 6, WINDOW).padding(WINDOW / 2), new MaxPool2d(2), new ReLU(),       // [B, 6, H / 2, W / 2]
            new Conv2d(6, LAST_CHANNELS, WINDOW), new MaxPool2d(2), new ReLU(),
            new Flatten(),
            new Linear(LAST_CHANNELS * rows * columns, 120), new ReLU(),
            new Linear(120, 84), new ReLU(),
            new Linear(84, classes));
    }

    /// What two poolings and the second window leave of a side.
    private static long pooled(long side) {
        return (side / 2 - (WINDOW - 1)) / 2;
    }
}
