package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Shape;

/// Several operands walked together, row by row, with as few and as long rows as their strides allow: in the order in
/// which the first operand's memory lies, with dims that all operands lay out as one taken as one.
final class Rows {

    private final int operands;
    private final long[][] strides;
    private final long[] sizes;
    private int dims;
    private boolean empty;

    /// @param strides for each operand the strides that walk it through `shape`
    Rows(Shape shape, long[]... strides) {
        this.operands = strides.length;
        this.sizes = new long[shape.rank() + 1];
        this.strides = new long[operands][shape.rank() + 1];
        for (int dim : fallingStrides(strides[0])) {
            append(shape.dim(dim), strides, dim);
        }
        if (dims == 0) {
            dims = 1;
            sizes[0] = 1;
        }
    }

    /// The dims, those with the largest strides first; equals stay in their order.
    private static int[] fallingStrides(long[] strides) {
        int[] dims = new int[strides.length];
        for (int end = 0; end < dims.length; end++) {
            int place = end;
            for (; place > 0 && strides[dims[place - 1]] < strides[end]; place--) {
                dims[place] = dims[place - 1];
            }
            dims[place] = end;
        }
        return dims;
    }

    /// Called with the offset of each operand's first element.
    @FunctionalInterface
    interface Body {

        void row(long[] offsets);
    }

    private void append(long size, long[][] from, int dim) {
        empty |= size == 0;
        if (size == 1) {
            return;
        }
        boolean merges = dims > 0;
        for (int operand = 0; merges && operand < operands; operand++) {
            merges = strides[operand][dims - 1] == from[operand][dim] * size;
        }
        int place = merges ? dims - 1 : dims++;
        sizes[place] = merges ? sizes[place] * size : size;
        for (int operand = 0; operand < operands; operand++) {
            strides[operand][place] = from[operand][dim];
        }
    }

    /// Elements in a row.
    long length() {
        return sizes[dims - 1];
    }

    /// From one element of a row to the next.
    long step(int operand) {
        return length() == 1 ? 1 : strides[operand][dims - 1];
    }

    void forEach(Body body) {
        if (empty) {
            return;
        }
        long[] offsets = new long[operands];
        long[] index = new long[dims];
        int dim;
        do {
            body.row(offsets);
            dim = dims - 2;
            while (dim >= 0 && !advance(index, offsets, dim)) {
                dim--;
            }
        } while (dim >= 0);
    }

    /// Whether the dim had a next index; else it starts again.
    private boolean advance(long[] index, long[] offsets, int dim) {
        index[dim]++;
        long steps = index[dim] < sizes[dim] ? 1 : 1 - sizes[dim];
        for (int operand = 0; operand < operands; operand++) {
            offsets[operand] += steps * strides[operand][dim];
        }
        if (steps == 1 && index[dim] < sizes[dim]) {
            return true;
        }
        index[dim] = 0;
        return false;
    }
}
