package io.ringmaster.tensor.backend.cpu;

import java.lang.foreign.MemorySegment;

/// `y = x - log Σ exp(x)` row by row, as many whole rows at once as a block holds. oneDNN's logarithm is off by several
/// units in the fifth digit where one class is nearly certain.
final class LogSoftmaxLoops {

    private final int columns;
    private final float[] rows;
    private final float[] powers;

    private LogSoftmaxLoops(int columns) {
        this.columns = columns;
        rows = new float[Math.max(Scratch.BLOCK, columns)];
        powers = new float[rows.length];
    }

    /// @param x       rows one after another
    /// @param columns elements of each
    static void run(MemorySegment x, MemorySegment y, long elements, long columns) {
        LogSoftmaxLoops loops = new LogSoftmaxLoops(Math.toIntExact(columns));
        long most = Math.max(1, Scratch.BLOCK / columns) * columns;
        for (long first = 0; first < elements; first += most) {
            int count = (int) Math.min(most, elements - first);
            Scratch.load(x, first, 1, loops.rows, count);
            loops.run(count);
            Scratch.store(loops.rows, y, first, count);
        }
    }

    private void run(int count) {
        for (int start = 0; start < count; start += columns) {
            lower(start, largest(start));
        }
        Transcendentals.exp(rows, powers, count);
        for (int start = 0; start < count; start += columns) {
            double sum = 0;
            for (int i = start; i < start + columns; i++) {
                sum += powers[i];
            }
            lower(start, (float) Math.log(sum));
        }
    }

    private float largest(int start) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = start; i < start + columns; i++) {
            largest = Math.max(largest, rows[i]);
        }
        return largest;
    }

    private void lower(int start, float by) {
        for (int i = start; i < start + columns; i++) {
            rows[i] -= by;
        }
    }
}
