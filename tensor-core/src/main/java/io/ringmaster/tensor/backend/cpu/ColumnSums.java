package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/// The sum of a matrix's rows, as a bias gets it, ready to run again and again. A run takes nothing from the heap.
final class ColumnSums implements Runnable {

    /// Elements that are read at once: they and the sums stay in the first-level cache.
    private static final int MOST = 4 * Scratch.BLOCK;
    private static final int ROWS = 4;

    private final Tensor x;
    private final Output y;
    private final int columns;
    private final double[] sums;
    private final float[] rows;

    private ColumnSums(Tensor x, Output y) {
        this.x = x;
        this.y = y;
        columns = Math.toIntExact(y.tensor().elements());
        sums = new double[columns];
        rows = new float[MOST / columns * columns];
    }

    /// Empty for another sum. The rows are float32 and as long as a block at most.
    static Optional<Runnable> of(Reductions.Sum sum) {
        Tensor x = sum.x();
        Tensor y = sum.y().tensor();
        int last = x.shape().rank() - 1;
        boolean fits = last > 0 && x.dtype() == DType.FLOAT32 && y.dtype() == DType.FLOAT32 && x.isContiguous()
            && y.isContiguous() && y.shape().equals(Shape.of(x.dim(last))) && y.elements() <= Scratch.BLOCK && x.elements() > 0;
        return fits ? Optional.of(new ColumnSums(x, sum.y())) : Optional.empty();
    }

    @Override
    public void run() {
        Scratch scratch = Scratch.get();
        Arrays.fill(sums, 0);
        MemorySegment memory = Scratch.memory(x);
        Layout layout = x.layout();
        for (long at = 0; at < x.elements(); at += rows.length) {
            int count = (int) Math.min(rows.length, x.elements() - at);
            Scratch.load(memory, layout.offset() + at, 1, rows, count);
            int row = 0;
            for (; row <= count - ROWS * columns; row += ROWS * columns) {
                addFour(row);
            }
            for (; row < count; row += columns) {
                addOne(row);
            }
        }
        for (int column = 0; column < columns; column++) {
            scratch.y[column] = (float) sums[column];
        }
        MemorySegment result = Scratch.memory(y.tensor());
        if (y.adds()) {
            Scratch.load(result, y.tensor().layout().offset(), 1, scratch.before, columns);
            Operand.addBefore(scratch, 0, columns);
        }
        Scratch.store(scratch.y, result, y.tensor().layout().offset(), columns);
    }

    private void addFour(int row) {
        double[] into = sums;
        float[] values = rows;
        int second = row + columns;
        int third = second + columns;
        int fourth = third + columns;
        for (int i = 0; i < columns; i++) {
            into[i] += ((double) values[row + i] + values[second + i]) + ((double) values[third + i] + values[fourth + i]);
        }
    }

    private void addOne(int row) {
        double[] into = sums;
        float[] values = rows;
        for (int i = 0; i < columns; i++) {
            into[i] += values[row + i];
        }
    }
}
