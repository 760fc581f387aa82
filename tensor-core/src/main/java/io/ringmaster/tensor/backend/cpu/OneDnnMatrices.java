package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.cpu.onednn.PostOps;
import io.ringmaster.tensor.backend.cpu.onednn.Primitive;
import io.ringmaster.tensor.backend.cpu.onednn.Primitive.Side;
import io.ringmaster.tensor.backend.cpu.onednn.Program;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramMemory;
import io.ringmaster.tensor.backend.cpu.onednn.Session;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;

/// Products of matrices by oneDNN, in whatever layout they are.
record OneDnnMatrices(OneDnn library) {

    /// From so many rows of the first matrix on, it pays to bring the second into the library's own order.
    private static final long WORTH_PACKING = 32;

    /// The library gives each thread blocks of about this many rows and columns. Where there are too few blocks for all
    /// threads it would have them add up parts of each sum instead, and the result would depend on their number.
    private static final long BLOCK = 64;
    private static final long BLOCKS_A_THREAD = 4;
    private static final long LONG_SUM = 2048;

    void run(Matrices product, int threads) {
        Output y = product.y();
        if (y.tensor().elements() == 0) {
            return;
        }
        switch (product) {
            case Matrices.Product(var a, var b, _) -> {
                if (a.dim(-1) > 0) {
                    Staged.where(MatrixBatch.takes(y.tensor()), y, to -> multiply(a, b, to, threads));
                } else if (!y.adds()) {
                    ElementKernels.run(new Elements.Fill(0, y));
                }
            }
            case Matrices.Linear(var x, var w, var b, _) -> {
                if (x.dim(-1) > 0) {
                    Staged.where(y.tensor().isContiguous(), y, to -> linear(x, w, b, to, threads));
                } else {
                    ElementKernels.run(new Elements.Copy(b, y));
                }
            }
        }
    }

    /// The library computes batches of outer products, sums of one product each, wrong where factors lie with gaps.
    private void multiply(Tensor a, Tensor b, Output y, int threads) {
        try (Scope _ = Scope.open()) {
            int rank = y.tensor().shape().rank();
            boolean outer = rank > 2 && a.dim(-1) == 1;
            MatrixBatch left = outer ? MatrixBatch.of(Inputs.contiguous(a), rank) : matrix(a, rank);
            MatrixBatch right = outer ? MatrixBatch.of(Inputs.contiguous(b), rank) : matrix(b, rank);
            MatrixBatch result = MatrixBatch.of(y.tensor(), rank);
            if (result.isTransposed()) {
                multiply(right.transpose(), left.transpose(), result.transpose(), y.adds(), threads);
            } else {
                multiply(left, right, result, y.adds(), threads);
            }
        }
    }

    /// As many products as the batches have matrices, or one where all rows of the first meet the same second matrix.
    private void multiply(MatrixBatch a, MatrixBatch b, MatrixBatch c, boolean adds, int threads) {
        MatrixBatch rows = a.stacked();
        MatrixBatch results = c.stacked();
        if (!b.isSingle() || rows.rank() > 2 || results.rank() > 2 || rows.rows() != results.rows()) {
            run(program(a, b, c, adds, threads), a, b, c);
            return;
        }
        MatrixBatch one = b.stacked();
        run(program(rows, one, results, adds, useful(threads, rows.columns(), results)), rows, one, results);
    }

    private void run(Program program, MatrixBatch a, MatrixBatch b, MatrixBatch c) {
        library.session().run(program, a.address(), b.address(), c.address());
    }

    private Program program(MatrixBatch a, MatrixBatch b, MatrixBatch c, boolean adds, int threads) {
        Session session = library.session();
        Key key = c.addTo(b.addTo(a.addTo(session.key(Work.PRODUCT)))).add(adds);
        return session.program(key, threads, to -> {
            to.named("product of %s and %s", a, b);
            Descriptor from = a.describe(to);
            Descriptor by = b.describe(to);
            Descriptor into = c.describe(to);
            boolean packs = b.rank() == 2 && b.isTransposed() && a.rows() >= WORTH_PACKING;
            Primitive primitive = to.matmul(from, packs ? to.any(b.rows(), b.columns()) : by,
                ProgramBuilder.NONE, into, PostOps.none().sumIf(adds));
            ProgramMemory packed = to.as(to.given(1, by), primitive.wants(Side.WEIGHTS));
            to.run(primitive).with(Argument.SRC, to.given(0, from)).with(Argument.WEIGHTS, packed)
                .with(Argument.DST, to.given(2, into)).end();
        });
    }

    private void linear(Tensor x, Tensor w, Tensor b, Output y, int threads) {
        try (Scope _ = Scope.open()) {
            MatrixBatch rows = matrix(x, x.shape().rank()).stacked();
            MatrixBatch weights = matrix(w, 2).transpose();
            Tensor bias = Inputs.contiguous(b);
            MatrixBatch results = MatrixBatch.of(y.tensor(), x.shape().rank()).stacked();
            Session session = library.session();
            Key key = weights.addTo(rows.addTo(session.key(Work.LINEAR))).add(y.adds());
            Program program = session.program(key, useful(threads, rows.columns(), results), to -> {
                to.named("linear layer of %s by %s", rows, weights);
                Descriptor from = rows.describe(to);
                Descriptor by = weights.describe(to);
                Descriptor biases = to.plain(1, weights.columns());
                Descriptor into = results.describe(to);
                boolean packs = rows.rows() >= WORTH_PACKING;
                Primitive primitive = to.matmul(from, packs ? to.any(weights.rows(), weights.columns()) : by,
                    biases, into, PostOps.none().sumIf(y.adds()));
                ProgramMemory packed = to.as(to.given(1, by), primitive.wants(Side.WEIGHTS));
                to.run(primitive).with(Argument.SRC, to.given(0, from)).with(Argument.WEIGHTS, packed)
                    .with(Argument.BIAS, to.given(2, biases)).with(Argument.DST, to.given(3, into)).end();
            });
            session.run(program, rows.address(), weights.address(), bias.memory().address(), results.address());
        }
    }

    /// How many of the threads have whole blocks of their own, the more of them the longer the sums.
    private static int useful(int threads, long inner, MatrixBatch result) {
        long blocks = (result.rows() / BLOCK) * (result.columns() / BLOCK);
        return Math.clamp(blocks / (BLOCKS_A_THREAD * Math.ceilDiv(inner, LONG_SUM)), 1, threads);
    }

    private static MatrixBatch matrix(Tensor tensor, int rank) {
        return MatrixBatch.of(Inputs.matrices(tensor), rank);
    }
}
