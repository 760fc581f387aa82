package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;

/// A pool's windows and how many there are.
///
/// @param ceil whether a last window that reaches beyond the padding counts, if it begins ahead of it
public record PoolWindows(Windows windows, boolean ceil) {

    public PoolWindows {
        for (Window window : new Window[] {windows.height(), windows.width()}) {
            if (2 * Math.max(window.before(), window.after()) > window.size()) {
                throw new ShapeException("a pool's %s; its padding is at most half its size", window);
            }
        }
    }

    /// Shapes: [B, C, H, W] → [B, C, H', W'], or [B, C, L] → [B, C, L'].
    Shape results(String title, Shape x) {
        int rank = x.rank();
        if (rank != 3 && rank != 4) {
            throw new ShapeException("%s: x is %s; it must be [B, C, H, W] or [B, C, L]", title, x);
        }
        Shape y = x.with(-1, count(windows.width(), x.dim(-1)));
        y = rank == 4 ? y.with(2, count(windows.height(), x.dim(2))) : y;
        if (y.dim(2) == 0 || y.dim(-1) == 0) {
            throw new ShapeException("%s of %s: no window of %s fits; pad x, or take a smaller one", title, x, windows);
        }
        return y;
    }

    private long count(Window window, long elements) {
        long whole = window.count(elements);
        if (!ceil) {
            return Math.max(0, whole);
        }
        long reached = (whole - 1) * window.stride() + window.span();
        boolean more = reached < elements + window.before() + window.after()
            && whole * window.stride() < elements + window.before();
        return Math.max(0, more ? whole + 1 : whole);
    }
}
