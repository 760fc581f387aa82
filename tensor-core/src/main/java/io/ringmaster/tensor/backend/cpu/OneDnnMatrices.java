package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.cpu.onednn.PostOps;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;

/// Products of matrices by oneDNN, in whatever layout they are.
record OneDnnMatrices(OneDnn library) {

    /// The library gives each thread blocks of about this many rows and columns. Where there are too few blocks for all
    /// threads it would have them add up parts of each sum instead, and the result would depend on their number.
    private static final long BLOCK = 64;
    private static final long BLOCKS_A_THREAD = 4;
    private static final long LONG_SUM = 2048;

    Runnable prepared(Matrices product, int threads) {
        Output y = product.y();
        if (y.tensor().elements() == 0) {
            return () -> {};
        }
        return switch (product) {
            case Matrices.Product(var a, var b, _) -> {
                if (a.dim(-1) == 0) {
                    yield y.adds() ? () -> {} : () -> ElementKernels.run(new Elements.Fill(0, y));
                }
                boolean direct = takes(y, MatrixBatch.takes(y.tensor())) && !isOuter(a, y)
                    && Inputs.areMatrices(a) && Inputs.areMatrices(b);
                yield direct ? multiplication(a, b, y, threads)
                    : () -> Staged.where(MatrixBatch.takes(y.tensor()), y, to -> multiply(a, b, to, threads));
            }
            case Matrices.Linear(var x, var w, var b, _) -> {
                if (x.dim(-1) == 0) {
                    yield () -> ElementKernels.run(new Elements.Copy(b, y));
                }
                boolean direct = takes(y, y.tensor().isContiguous()) && Inputs.areMatrices(x) && Inputs.areMatrices(w)
                    && Inputs.isContiguous(b);
                yield direct ? linear(x, w, b, y, threads) : () -> Staged.where(y.tensor().isContiguous(), y, to ->
                    linear(Inputs.matrices(x), Inputs.matrices(w), Inputs.contiguous(b), to, threads).run());
            }
        };
    }

    private static boolean takes(Output y, boolean layout) {
        return layout && y.tensor().dtype() == DType.FLOAT32;
    }

    /// The library computes batches of outer products, sums of one product each, wrong where factors lie with gaps.
    private static boolean isOuter(Tensor a, Output y) {
        return y.tensor().shape().rank() > 2 && a.dim(-1) == 1;
    }

    private void multiply(Tensor a, Tensor b, Output y, int threads) {
        boolean outer = isOuter(a, y);
        multiplication(outer ? Inputs.contiguous(a) : Inputs.matrices(a), outer ? Inputs.contiguous(b) : Inputs.matrices(b),
            y, threads).run();
    }

    private Runnable multiplication(Tensor a, Tensor b, Output y, int threads) {
        int rank = y.tensor().shape().rank();
        MatrixBatch left = MatrixBatch.of(a, rank);
        MatrixBatch right = MatrixBatch.of(b, rank);
        MatrixBatch result = MatrixBatch.of(y.tensor(), rank);
        return result.isTransposed()
            ? new Multiplication(right.transpose(), left.transpose(), result.transpose(), y.adds()).over(b, a, y, threads)
            : new Multiplication(left, right, result, y.adds()).over(a, b, y, threads);
    }

    /// `c = a b`, or `c = c + a b`.
    private final class Multiplication {

        private final MatrixBatch a;
        private final MatrixBatch b;
        private final MatrixBatch c;
        private final boolean adds;

        private Multiplication(MatrixBatch a, MatrixBatch b, MatrixBatch c, boolean adds) {
            this.a = a;
            this.b = b;
            this.c = c;
            this.adds = adds;
        }

        /// As many products as the batches have matrices, or one where all rows of the first meet the same second matrix.
        private Runnable over(Tensor x, Tensor w, Output y, int threads) {
            MatrixBatch rows = a.stacked();
            MatrixBatch results = c.stacked();
            if (!b.isSingle() || rows.rank() > 2 || results.rank() > 2 || rows.rows() != results.rows()) {
                return program(threads, x, w, y.tensor());
            }
            MatrixBatch one = b.stacked();
            int useful = useful(threads, rows.columns(), results);
            return new Multiplication(rows, one, results, adds).program(useful, x, w, y.tensor());
        }

        private Runnable program(int threads, Tensor... tensors) {
            Key key = c.addTo(b.addTo(a.addTo(library.session().key(Work.PRODUCT)))).add(adds);
            return new OneDnnRun(library, key, threads, to -> {
                to.named("product of %s and %s", a, b);
                Descriptor from = a.describe(to);
                Descriptor by = b.describe(to);
                Descriptor into = c.describe(to);
                to.run(to.matmul(from, by, ProgramBuilder.NONE, into, PostOps.none().sumIf(adds)))
                    .with(Argument.SRC, to.given(0, from)).with(Argument.WEIGHTS, to.given(1, by))
                    .with(Argument.DST, to.given(2, into)).end();
            }, tensors);
        }
    }

    private Runnable linear(Tensor x, Tensor w, Tensor b, Output y, int threads) {
        int rank = x.shape().rank();
        MatrixBatch rows = MatrixBatch.of(x, rank).stacked();
        MatrixBatch weights = MatrixBatch.of(w, 2).transpose();
        MatrixBatch results = MatrixBatch.of(y.tensor(), rank).stacked();
        Key key = weights.addTo(rows.addTo(library.session().key(Work.LINEAR))).add(y.adds());
        return new OneDnnRun(library, key, useful(threads, rows.columns(), results), to -> {
            to.named("linear layer of %s by %s", rows, weights);
            Descriptor from = rows.describe(to);
            Descriptor by = weights.describe(to);
            Descriptor biases = to.plain(1, weights.columns());
            Descriptor into = results.describe(to);
            to.run(to.matmul(from, by, biases, into, PostOps.none().sumIf(y.adds())))
                .with(Argument.SRC, to.given(0, from)).with(Argument.WEIGHTS, to.given(1, by))
                .with(Argument.BIAS, to.given(2, biases)).with(Argument.DST, to.given(3, into)).end();
        }, x, w, b, y.tensor());
    }

    /// How many of the threads have whole blocks of their own, the more of them the longer the sums.
    private static int useful(int threads, long inner, MatrixBatch result) {
        long blocks = (result.rows() / BLOCK) * (result.columns() / BLOCK);
        return Math.clamp(blocks / (BLOCKS_A_THREAD * Math.ceilDiv(inner, LONG_SUM)), 1, threads);
    }
}
