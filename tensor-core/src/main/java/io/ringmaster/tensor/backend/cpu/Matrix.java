package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A float32 matrix as maths libraries take it: element (i, j) lies at `i leading + j`, or where it is transposed at
/// `j leading + i`.
record Matrix(MemorySegment memory, long rows, long columns, long leading, boolean transposed) {

    /// The first of a batch of matrices, its last two dims. Empty where the strides are of neither form.
    static Optional<Matrix> of(Tensor tensor) {
        Layout layout = tensor.layout();
        int last = layout.shape().rank() - 1;
        long rows = tensor.dim(-2);
        long columns = tensor.dim(-1);
        long down = rows > 1 ? layout.stride(last - 1) : Math.max(1, columns);
        long across = columns > 1 ? layout.stride(last) : Math.max(1, rows);
        if ((across == 1 || columns <= 1) && down >= Math.max(1, columns)) {
            return Optional.of(new Matrix(tensor.memory(), rows, columns, down, false));
        }
        if ((down == 1 || rows <= 1) && across >= Math.max(1, rows)) {
            return Optional.of(new Matrix(tensor.memory(), rows, columns, across, true));
        }
        return Optional.empty();
    }

    /// The same with rows for columns.
    Matrix transpose() {
        return new Matrix(memory, columns, rows, leading, !transposed);
    }

    /// A matrix that lies the same way, so many elements on.
    Matrix at(long offset) {
        return offset == 0 ? this
            : new Matrix(memory.asSlice(offset * Float.BYTES), rows, columns, leading, transposed);
    }

    long place(long row, long column) {
        return transposed ? column * leading + row : row * leading + column;
    }
}
