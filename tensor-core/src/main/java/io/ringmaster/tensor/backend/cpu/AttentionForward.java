package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.cpu.AttentionProgram.Side;
import io.ringmaster.tensor.backend.cpu.AttentionTiles.Tile;
import io.ringmaster.tensor.backend.cpu.onednn.Algorithm;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.PostOps;
import io.ringmaster.tensor.backend.cpu.onednn.Program;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramMemory;
import io.ringmaster.tensor.backend.cpu.onednn.Session;
import io.ringmaster.tensor.backend.kernel.Attentions;
import io.ringmaster.tensor.backend.kernel.Elements;

/// One forward of an attention: one program, or several where a mask or dropout comes between its parts.
final class AttentionForward {

    private static final int Q = 0;
    private static final int K = 1;
    private static final int V = 2;
    private static final int Y = 3;
    private static final int KEPT = 4;
    private static final int DROPPED = 5;

    private final Session session;
    private final int threads;
    private final Attentions.Forward of;
    private final boolean adds;
    private final AttentionProgram program;
    private final MatrixBatch q;
    private final MatrixBatch k;
    private final MatrixBatch v;
    private final MatrixBatch y;

    /// @param y where the result goes, in a layout that programs write
    AttentionForward(Session session, int threads, Attentions.Forward of, Output y) {
        this.session = session;
        this.threads = threads;
        this.of = of;
        adds = y.adds();
        program = new AttentionProgram(of.rule(), of.kept().tensor().shape(), of.q().dim(3), of.v().dim(3));
        q = program.readable(of.q());
        k = program.readable(of.k());
        v = program.readable(of.v());
        this.y = program.matrices(y.tensor());
    }

    /// Which parts a program runs.
    private record Parts(boolean scores, boolean softmax, boolean values) {}

    void run() {
        Tensor kept = of.kept().tensor();
        boolean masked = of.mask().isPresent();
        boolean drops = of.rule().dropout().isPresent();
        if (masked) {
            run(new Parts(true, false, false), kept);
            ElementKernels.run(new Elements.Zip(Binary.ADD, kept, of.mask().get(), Output.set(kept)));
        }
        if (drops) {
            run(new Parts(!masked, true, false), kept);
            Tensor dropped = Tensor.empty(kept.shape(), kept.dtype(), kept.backend());
            AttentionDropout.apply(of.rule().dropout().get(), program.tiles(), program.heads(), kept, dropped);
            run(new Parts(false, false, true), dropped);
        } else {
            run(new Parts(!masked, true, true), kept);
        }
    }

    private void run(Parts parts, Tensor weights) {
        Key key = program.addTo(session.key(Work.ATTENTION))
            .add(parts.scores()).add(parts.softmax()).add(parts.values()).add(adds);
        Program steps = session.program(y.addTo(v.addTo(k.addTo(q.addTo(key)))), threads, to -> {
            to.named("attention of %s, %s and %s", q, k, v);
            for (Tile tile : program.tiles().all()) {
                add(to, parts, tile);
            }
        });
        session.run(steps, q.address(), k.address(), v.address(), y.address(),
            of.kept().tensor().memory().address(), weights.memory().address());
    }

    private void add(ProgramBuilder to, Parts parts, Tile tile) {
        Side queries = Side.of(Q, q).rows(tile.first(), tile.rows());
        ProgramMemory weights = program.weights(to, KEPT, tile);
        if (parts.scores()) {
            program.scores(to, tile, queries.memory(to),
                Side.of(K, k).rows(0, tile.keys()).transpose().memory(to), weights);
        }
        if (parts.softmax()) {
            Descriptor rows = program.rows(to, tile);
            ProgramMemory memory = to.part(weights, rows, 0);
            to.run(to.softmax(Algorithm.SOFTMAX, rows)).with(Argument.SRC, memory).with(Argument.DST, memory).end();
        }
        if (parts.values()) {
            AttentionProgram.product(to, program.weights(to, DROPPED, tile), Side.of(V, v).rows(0, tile.keys()).memory(to),
                Side.of(Y, y).rows(tile.first(), tile.rows()).memory(to), PostOps.none().sumIf(adds));
        }
    }
}
