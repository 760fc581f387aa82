package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.cpu.onednn.Algorithm;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.cpu.onednn.Program;
import io.ringmaster.tensor.backend.cpu.onednn.Session;
import io.ringmaster.tensor.backend.kernel.Softmaxes;

/// Softmaxes by oneDNN, over memory in which the elements of a row lie next to each other.
record OneDnnSoftmaxes(OneDnn library) {

    void run(Softmaxes softmax, int threads) {
        try (Scope _ = Scope.open()) {
            switch (softmax) {
                case Softmaxes.Softmax(var log, var dim, var x, var y) -> {
                    if (x.elements() > 0 && log) {
                        logSoftmax(rows(x.layout(), dim), x.dim(dim), x, y);
                    } else if (x.elements() > 0) {
                        softmax(rows(x.layout(), dim), x.dim(dim), x, y, threads);
                    }
                }
                case Softmaxes.SoftmaxGradient(var log, var dim, var y, var dy, var dx) -> {
                    if (y.elements() > 0) {
                        gradient(log, rows(y.layout(), dim), y.dim(dim), y, dy, dx, threads);
                    }
                }
            }
        }
    }

    /// The layout nearest to the given one that has no gaps and `dim` innermost.
    private static Layout rows(Layout layout, int dim) {
        Shape shape = layout.shape();
        if (layout.isDense() && (layout.stride(dim) == 1 || shape.dim(dim) == 1)) {
            return layout.dense();
        }
        long[] strides = new long[shape.rank()];
        strides[dim] = 1;
        long stride = shape.dim(dim);
        for (int other = shape.rank() - 1; other >= 0; other--) {
            if (other != dim) {
                strides[other] = stride;
                stride *= shape.dim(other);
            }
        }
        return Layout.strided(shape, strides, 0);
    }

    private static void logSoftmax(Layout rows, long columns, Tensor x, Output y) {
        Tensor target = Staged.target(y, rows);
        LogSoftmaxLoops.run(Inputs.as(x, rows).memory(), target.memory(), x.elements(), columns);
        Staged.deliver(target, y);
    }

    private void softmax(Layout rows, long columns, Tensor x, Output y, int threads) {
        Session session = library.session();
        Program program = session.program(
            session.key(Work.SOFTMAX).add(x.elements()).add(columns), threads, to -> {
                to.named("softmax of %s", x.shape());
                Descriptor matrix = to.plain(x.elements() / columns, columns);
                to.run(to.softmax(Algorithm.SOFTMAX, matrix)).with(Argument.SRC, to.given(0, matrix))
                    .with(Argument.DST, to.given(1, matrix)).end();
            });
        Tensor target = Staged.target(y, rows);
        session.run(program, address(Inputs.as(x, rows)), address(target));
        Staged.deliver(target, y);
    }

    private void gradient(boolean log, Layout rows, long columns, Tensor y, Tensor dy, Output dx, int threads) {
        Session session = library.session();
        Program program = session.program(
            session.key(Work.SOFTMAX_GRADIENT).add(log).add(y.elements()).add(columns), threads, to -> {
                to.named("softmax gradient of %s", y.shape());
                Descriptor matrix = to.plain(y.elements() / columns, columns);
                to.run(to.softmaxGradient(log ? Algorithm.LOG_SOFTMAX : Algorithm.SOFTMAX, matrix)).with(Argument.DST, to.given(0, matrix))
                    .with(Argument.DIFF_DST, to.given(1, matrix)).with(Argument.DIFF_SRC, to.given(2, matrix)).end();
            });
        Tensor target = Staged.target(dx, rows);
        session.run(program, address(Inputs.as(y, rows)), address(Inputs.as(dy, rows)), address(target));
        Staged.deliver(target, dx);
    }

    private static long address(Tensor tensor) {
        return tensor.memory().address();
    }
}
