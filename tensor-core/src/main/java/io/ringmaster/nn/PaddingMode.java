package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import java.util.Arrays;
import java.util.Locale;

/// What stands beyond the ends of images and signals where a window reaches out there.
public enum PaddingMode {
    /// 0.
    ZEROS,
    /// The elements in reverse order, without the last one again.
    REFLECT,
    /// The last element, again and again.
    REPLICATE,
    /// The elements from the other end on.
    CIRCULAR;

    /// Images [B, C, H, W], or signals [B, C, L], with what the windows reach beyond their ends; as they are where that is
    /// zeros, which convolutions add themselves.
    Tensor pad(Tensor x, Windows windows) {
        if (this == ZEROS) {
            return x;
        }
        Tensor wide = pad(x, -1, windows.width());
        return x.shape().rank() == 4 ? pad(wide, -2, windows.height()) : wide;
    }

    private Tensor pad(Tensor x, int dim, Window window) {
        long size = x.dim(dim);
        if (Math.max(window.before(), window.after()) > most(size)) {
            throw new ShapeException("%d and %d elements of padding, %s, along dim %d of %s; there are at most %d of them",
                window.before(), window.after(), name().toLowerCase(Locale.ROOT), dim, x.shape(), most(size));
        }
        if (window.before() == 0 && window.after() == 0) {
            return x;
        }
        long[] from = new long[Math.toIntExact(window.before() + size + window.after())];
        Arrays.setAll(from, at -> place(at - window.before(), size));
        return x.indexSelect(dim, Tensor.of(from, Shape.of(from.length), x.device()));
    }

    /// How many elements can stand beyond each end.
    private long most(long size) {
        return switch (this) {
            case ZEROS -> Long.MAX_VALUE;
            case REFLECT -> size - 1;
            case REPLICATE -> size == 0 ? 0 : Long.MAX_VALUE;
            case CIRCULAR -> size;
        };
    }

    /// Which element stands at an index, which may lie beyond the ends.
    private long place(long index, long size) {
        return switch (this) {
            case ZEROS -> index;
            case REFLECT -> size - 1 - Math.abs(size - 1 - Math.abs(index));
            case REPLICATE -> Math.clamp(index, 0, size - 1);
            case CIRCULAR -> Math.floorMod(index, size);
        };
    }
}
