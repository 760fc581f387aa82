package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A copy between layouts of which one runs along the other's rows: in tiles, so that neither side leaves the cache.
final class TiledCopy {

    private static final int TILE = 32;

    private static final ThreadLocal<int[]> IN = ThreadLocal.withInitial(() -> new int[TILE * TILE]);
    private static final ThreadLocal<int[]> OUT = ThreadLocal.withInitial(() -> new int[TILE * TILE]);

    private final Tensor x;
    private final Tensor y;
    private final int down;
    private final int across;

    /// @param down   the dim along which x lies without gaps
    /// @param across the dim along which y lies without gaps
    private TiledCopy(Tensor x, Tensor y, int down, int across) {
        this.x = x;
        this.y = y;
        this.down = down;
        this.across = across;
    }

    /// Copies bits, if it is such a copy, of elements of 4 bytes; else does nothing and says so.
    static boolean run(Tensor x, Tensor y) {
        if (y.dtype().bytes() != Integer.BYTES || !x.shape().equals(y.shape())) {
            return false;
        }
        int down = dense(x.layout());
        int across = dense(y.layout());
        if (down < 0 || across < 0 || down == across || y.dim(down) < TILE || y.dim(across) < TILE) {
            return false;
        }
        new TiledCopy(x, y, down, across).run();
        return true;
    }

    /// The dim along which elements lie next to each other, or -1.
    private static int dense(Layout layout) {
        for (int dim = layout.shape().rank() - 1; dim >= 0; dim--) {
            if (layout.stride(dim) == 1 && layout.shape().dim(dim) > 1) {
                return dim;
            }
        }
        return -1;
    }

    private void run() {
        Shape planes = y.shape().with(down, 1).with(across, 1);
        WalkOrder order = WalkOrder.of(planes);
        Cursor from = order.cursor(x.layout().strides());
        Cursor to = order.cursor(y.layout().strides());
        for (long i = 0; i < order.elements(); i++) {
            plane(from.place(), to.place());
            from.advance(1);
            to.advance(1);
        }
    }

    private void plane(long from, long to) {
        long rows = y.dim(down);
        long columns = y.dim(across);
        for (long row = 0; row < rows; row += TILE) {
            int height = (int) Math.min(TILE, rows - row);
            for (long column = 0; column < columns; column += TILE) {
                tile(from + row + column * x.layout().stride(across), to + row * y.layout().stride(down) + column,
                    height, (int) Math.min(TILE, columns - column));
            }
        }
    }

    private void tile(long from, long to, int height, int width) {
        int[] read = IN.get();
        int[] turned = OUT.get();
        MemorySegment source = x.memory();
        MemorySegment target = y.memory();
        for (int column = 0; column < width; column++) {
            long place = from + column * x.layout().stride(across);
            MemorySegment.copy(source, ValueLayout.JAVA_INT, place * Integer.BYTES, read, column * TILE, height);
        }
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                turned[row * TILE + column] = read[column * TILE + row];
            }
        }
        for (int row = 0; row < height; row++) {
            long place = to + row * y.layout().stride(down);
            MemorySegment.copy(turned, row * TILE, target, ValueLayout.JAVA_INT, place * Integer.BYTES, width);
        }
    }
}
