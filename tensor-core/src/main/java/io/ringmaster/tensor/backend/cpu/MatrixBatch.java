package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import java.util.Arrays;

/// float32 matrices of one size: the last two dims are theirs, those ahead count them. A dim of size 1 repeats where
/// another operand's is wider; its stride says nothing, so it is set to what libraries take for granted.
final class MatrixBatch {

    private final long address;
    private final long[] dims;
    private final long[] strides;

    private MatrixBatch(long address, long[] dims, long[] strides) {
        this.address = address;
        this.dims = dims;
        this.strides = strides;
    }

    /// @param rank of the batch, not below the tensor's: dims of size 1 are put ahead
    static MatrixBatch of(Tensor tensor, int rank) {
        Layout layout = tensor.layout();
        int ahead = rank - layout.shape().rank();
        long[] dims = new long[rank];
        long[] strides = new long[rank];
        Arrays.fill(dims, 0, ahead, 1);
        for (int dim = ahead; dim < rank; dim++) {
            strides[dim] = layout.stride(dim - ahead);
            boolean repeats = strides[dim] == 0 && dim < rank - 2;
            dims[dim] = repeats ? 1 : layout.shape().dim(dim - ahead);
        }
        return canonical(tensor.memory().address(), dims, strides);
    }

    /// Whether the tensor's matrices lie as libraries take them.
    static boolean takes(Tensor tensor) {
        MatrixBatch batch = of(tensor, tensor.shape().rank());
        return (batch.isPlain() || batch.isTransposed()) && batch.nests();
    }

    /// Whether each row of the tensor's matrices lies together and none stands for several.
    static boolean takesRows(Tensor tensor) {
        MatrixBatch batch = of(tensor, tensor.shape().rank());
        return batch.isPlain() && batch.nests() && !Inputs.repeats(tensor.layout());
    }

    private static MatrixBatch canonical(long address, long[] dims, long[] strides) {
        int across = dims.length - 1;
        int down = across - 1;
        if (dims[across] == 1) {
            strides[across] = 1;
        }
        if (dims[down] == 1) {
            strides[down] = strides[across] == 1 ? dims[across] : 1;
        }
        for (int dim = down - 1; dim >= 0; dim--) {
            if (dims[dim] == 1) {
                strides[dim] = Math.max(dims[down] * strides[down], dims[across] * strides[across]);
            }
        }
        return new MatrixBatch(address, dims, strides);
    }

    /// Contiguous ones, as many as `counts` say.
    static MatrixBatch contiguous(long address, long[] counts, long rows, long columns) {
        long[] dims = Arrays.copyOf(counts, counts.length + 2);
        dims[counts.length] = rows;
        dims[counts.length + 1] = columns;
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int dim = dims.length - 1; dim >= 0; dim--) {
            strides[dim] = stride;
            stride *= dims[dim];
        }
        return canonical(address, dims, strides);
    }

    /// The same without those dims ahead that are of size 1 in `counts`.
    MatrixBatch without(long[] counts) {
        long[] fewerDims = new long[dims.length];
        long[] fewerStrides = new long[dims.length];
        int kept = 0;
        for (int dim = 0; dim < dims.length; dim++) {
            if (dim >= counts.length || counts[dim] != 1) {
                fewerDims[kept] = dims[dim];
                fewerStrides[kept++] = strides[dim];
            }
        }
        return canonical(address, Arrays.copyOf(fewerDims, kept), Arrays.copyOf(fewerStrides, kept));
    }

    /// Some of every matrix's rows.
    MatrixBatch rows(long first, long count) {
        long[] fewer = dims.clone();
        fewer[dims.length - 2] = count;
        return canonical(address + first * down() * Float.BYTES, fewer, strides.clone());
    }

    long address() {
        return address;
    }

    long rows() {
        return dims[dims.length - 2];
    }

    long columns() {
        return dims[dims.length - 1];
    }

    private long down() {
        return strides[dims.length - 2];
    }

    private long across() {
        return strides[dims.length - 1];
    }

    /// Whether a row's elements lie next to each other.
    boolean isPlain() {
        return across() == 1 && down() >= columns();
    }

    /// Whether a column's elements lie next to each other, and a row's don't.
    boolean isTransposed() {
        return !isPlain() && down() == 1 && across() >= rows();
    }

    /// Whether each dim steps over all that dims of smaller strides reach, rows and columns first: what a library takes
    /// for memory without overlaps. A dim of size 1 reaches nothing.
    boolean nests() {
        int innermost = across() == 1 ? dims.length - 1 : dims.length - 2;
        long reach = dims[innermost];
        int next = outward(0, innermost);
        if (reach == 1 && next >= 0) {
            reach = 2;
        }
        for (int met = 0; next >= 0; next = outward(met, innermost)) {
            if (strides[next] < reach) {
                return false;
            }
            reach = strides[next] * dims[next];
            met |= 1 << next;
        }
        return true;
    }

    /// Of the dims with more than one index that were not met, the one with the smallest stride; -1 at the end.
    ///
    /// @param met one bit for each dim
    private int outward(int met, int innermost) {
        int smallest = -1;
        for (int dim = 0; dim < dims.length; dim++) {
            boolean open = dim != innermost && dims[dim] > 1 && (met & 1 << dim) == 0;
            if (open && (smallest < 0 || strides[dim] < strides[smallest])) {
                smallest = dim;
            }
        }
        return smallest;
    }

    /// From one stored row to the next.
    long leading() {
        return isPlain() ? down() : across();
    }

    boolean isSingle() {
        for (int dim = 0; dim < dims.length - 2; dim++) {
            if (dims[dim] != 1) {
                return false;
            }
        }
        return true;
    }

    /// The same matrices with rows for columns.
    MatrixBatch transpose() {
        long[] turnedDims = dims.clone();
        long[] turnedStrides = strides.clone();
        int last = dims.length - 1;
        turnedDims[last] = dims[last - 1];
        turnedDims[last - 1] = dims[last];
        turnedStrides[last] = strides[last - 1];
        turnedStrides[last - 1] = strides[last];
        return canonical(address, turnedDims, turnedStrides);
    }

    /// All matrices one below the other as one, where they lie so; else this.
    MatrixBatch stacked() {
        int last = dims.length - 1;
        long rows = rows();
        for (int dim = last - 2; dim >= 0; dim--) {
            if (dims[dim] != 1 && strides[dim] != rows * down()) {
                return this;
            }
            rows *= dims[dim];
        }
        return canonical(address, new long[] {rows, columns()}, new long[] {down(), across()});
    }

    int rank() {
        return dims.length;
    }

    Key addTo(Key key) {
        key.add(dims.length);
        for (int dim = 0; dim < dims.length; dim++) {
            key.add(dims[dim]).add(strides[dim]);
        }
        return key;
    }

    Descriptor describe(ProgramBuilder to) {
        return to.strided(dims, strides);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims) + " with strides " + Arrays.toString(strides);
    }
}
