package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.host.ElementMoves;
import io.ringmaster.tensor.backend.kernel.Gathers;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Elements by their index: whole rows at once where one index counts for a row, as in an embedding, else one by one.
final class GatherKernels {

    private GatherKernels() {}

    static void run(Gathers gather) {
        if (gather.y().adds() && ElementMoves.takes(gather)) {
            ElementMoves.run(gather);
            return;
        }
        switch (gather) {
            case Gathers.Gather(var dim, var x, var index, var y) -> {
                Move move = new Move(TypedMemory.of(x), TypedMemory.of(y.tensor()), y.adds());
                forEach(dim, index, x, y.tensor(), move::apply);
            }
            case Gathers.Scatter(var dim, var x, var index, var y) -> {
                Move move = new Move(TypedMemory.of(x), TypedMemory.of(y.tensor()), y.adds());
                forEach(dim, index, y.tensor(), x, (to, from, length) -> move.apply(from, to, length));
            }
        }
    }

    /// Places of rows in the indexed tensor and in the one that lies as the index does.
    @FunctionalInterface
    private interface Rows {

        void at(long indexed, long straight, long length);
    }

    private static void forEach(int dim, Tensor index, Tensor indexed, Tensor straight, Rows body) {
        if (index.elements() == 0) {
            return;
        }
        if (movesRows(dim, index, indexed, straight)) {
            rows(dim, index, indexed, straight, body);
        } else {
            ElementMoves.forEach(dim, index, indexed, straight, (one, other) -> body.at(one, other, 1));
        }
    }

    private static boolean movesRows(int dim, Tensor index, Tensor indexed, Tensor straight) {
        Layout layout = index.layout();
        for (int inner = dim + 1; inner < layout.shape().rank(); inner++) {
            if (layout.stride(inner) != 0 && layout.shape().dim(inner) > 1) {
                return false;
            }
        }
        return dim + 1 < layout.shape().rank() && row(dim, indexed).isContiguous() && row(dim, straight).isContiguous();
    }

    /// One index's elements of `dim` and what lies ahead.
    private static Layout row(int dim, Tensor tensor) {
        Layout row = tensor.layout();
        for (int outer = 0; outer <= dim; outer++) {
            row = row.slice(outer, 0, 1, 1);
        }
        return row;
    }

    private static void rows(int dim, Tensor index, Tensor indexed, Tensor straight, Rows body) {
        Shape shape = Shape.of(Arrays.copyOf(index.shape().dims(), dim + 1));
        WalkOrder order = WalkOrder.of(shape);
        long[] placed = Arrays.copyOf(indexed.layout().strides(), dim + 1);
        long step = placed[dim];
        placed[dim] = 0;
        Cursor read = order.cursor(Arrays.copyOf(index.layout().strides(), dim + 1));
        Cursor walked = order.cursor(Arrays.copyOf(straight.layout().strides(), dim + 1));
        Cursor start = order.cursor(placed);
        long length = row(dim, straight).shape().elements();
        for (long i = 0; i < order.elements(); i++) {
            long at = index.memory().getAtIndex(ValueLayout.JAVA_LONG, read.place());
            body.at(start.place() + ElementMoves.checked(at, dim, indexed.dim(dim)) * step, walked.place(), length);
            read.advance(1);
            walked.advance(1);
            start.advance(1);
        }
    }

    /// What is done with elements that lie next to each other on both sides.
    private record Move(TypedMemory read, TypedMemory written, boolean adds) {

        void apply(long from, long to, long length) {
            if (!adds) {
                written.copy(read, from, 1, to, 1, length);
                return;
            }
            Scratch scratch = Scratch.get();
            for (long done = 0; done < length; done += Scratch.BLOCK) {
                int count = (int) Math.min(Scratch.BLOCK, length - done);
                read.load(from + done, 1, scratch.a, 0, count, scratch);
                written.load(to + done, 1, scratch.b, 0, count, scratch);
                BinaryLoops.add(scratch.b, scratch.a, scratch.y, count);
                written.store(scratch.y, 0, to + done, 1, count, scratch);
            }
        }
    }
}
