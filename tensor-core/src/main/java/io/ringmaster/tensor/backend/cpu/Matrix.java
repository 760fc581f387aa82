package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A float32 matrix as maths libraries take it: element (i, j) lies at `i leading + j`, or where it is transposed at
/// `j leading + i`.
record Matrix(MemorySegment memory, long rows, long columns, long leading, boolean transposed) {

    /// Empty where the strides are of neither form.
    static Optional<Matrix> of(Tensor tensor) {
        long rows = tensor.dim(0);
        long columns = tensor.dim(1);
        long down = rows > 1 ? tensor.layout().stride(0) : Math.max(1, columns);
        long across = columns > 1 ? tensor.layout().stride(1) : Math.max(1, rows);
        if ((across == 1 || columns <= 1) && down >= Math.max(1, columns)) {
            return Optional.of(new Matrix(tensor.memory(), rows, columns, down, false));
        }
        if ((down == 1 || rows <= 1) && across >= Math.max(1, rows)) {
            return Optional.of(new Matrix(tensor.memory(), rows, columns, across, true));
        }
        return Optional.empty();
    }

    long place(long row, long column) {
        return transposed ? column * leading + row : row * leading + column;
    }
}
