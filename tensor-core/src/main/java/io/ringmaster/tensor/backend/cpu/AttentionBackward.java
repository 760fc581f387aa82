package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.DropoutMask;
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
import java.util.Optional;

/// One backward of an attention: one program, or two with dropout between them.
final class AttentionBackward {

    private static final int Q = 0;
    private static final int K = 1;
    private static final int V = 2;
    private static final int DY = 3;
    private static final int KEPT = 4;
    private static final int DROPPED = 5;
    private static final int SLOPE = 6;
    private static final int DQ = 7;
    private static final int DK = 8;
    private static final int DV = 9;

    private final Session session;
    private final int threads;
    private final Attentions.Gradient of;
    private final AttentionProgram program;
    private final MatrixBatch q;
    private final MatrixBatch k;
    private final MatrixBatch v;
    private final MatrixBatch dy;
    private final Target dq;
    private final Target dk;
    private final Target dv;

    /// @param dq where gradients go, in layouts that programs write; so dk and dv
    AttentionBackward(
        Session session, int threads, Attentions.Gradient of, Output dq, Output dk, Output dv) {
        this.session = session;
        this.threads = threads;
        this.of = of;
        program = new AttentionProgram(of.rule(), of.kept().shape(), of.q().dim(3), of.v().dim(3));
        q = program.readable(of.q());
        k = program.readable(of.k());
        v = program.readable(of.v());
        dy = program.readable(of.dy());
        this.dq = new Target(program.matrices(dq.tensor()), dq.adds());
        this.dk = summed(dk);
        this.dv = summed(dv);
    }

    /// @param adds whether the first product is added to what is there
    private record Target(MatrixBatch matrices, boolean adds) {}

    /// Keys that no query sees get no product, so zeros are put there first.
    private Target summed(Output output) {
        boolean allSeen = program.tiles().all().getLast().keys() == program.tiles().keys();
        if (!allSeen && !output.adds()) {
            ElementKernels.run(new Elements.Fill(0, output));
        }
        return new Target(program.matrices(output.tensor()), output.adds() || !allSeen);
    }

    /// Which parts a program runs.
    private record Parts(boolean values, boolean scores) {}

    void run() {
        Optional<DropoutMask> dropout = of.rule().dropout();
        if (dropout.isEmpty()) {
            Tensor slope = weights(program.tiles().largest());
            run(new Parts(true, true), of.kept(), slope);
            return;
        }
        Tensor dropped = weights(program.tiles().elements());
        Tensor slope = weights(program.tiles().elements());
        AttentionDropout.apply(dropout.get(), program.tiles(), program.heads(), of.kept(), dropped);
        run(new Parts(true, false), dropped, slope);
        AttentionDropout.apply(dropout.get(), program.tiles(), program.heads(), slope, slope);
        run(new Parts(false, true), dropped, slope);
    }

    private Tensor weights(long elements) {
        return Tensor.empty(Shape.of(program.heads() * elements), DType.FLOAT32, of.kept().backend());
    }

    private void run(Parts parts, Tensor weights, Tensor slope) {
        Key key = program.addTo(session.key(Work.ATTENTION_GRADIENT))
            .add(parts.values()).add(parts.scores()).add(dq.adds()).add(dk.adds()).add(dv.adds());
        for (MatrixBatch each : new MatrixBatch[] {q, k, v, dy, dq.matrices(), dk.matrices(), dv.matrices()}) {
            each.addTo(key);
        }
        Program steps = session.program(key, threads, to -> {
            to.named("attention gradient of %s, %s and %s", q, k, v);
            boolean first = true;
            for (Tile tile : program.tiles().all().reversed()) {
                ProgramMemory slopes = parts.values() && parts.scores()
                    ? to.given(SLOPE, program.matrix(to, tile, false)) : program.weights(to, SLOPE, tile);
                if (parts.values()) {
                    addValues(to, tile, slopes, first);
                }
                if (parts.scores()) {
                    addScores(to, tile, slopes, first);
                }
                first = false;
            }
        });
        session.run(steps, q.address(), k.address(), v.address(), dy.address(), of.kept().memory().address(),
            weights.memory().address(), slope.memory().address(), dq.matrices().address(), dk.matrices().address(),
            dv.matrices().address());
    }

    /// `dv += weightsᵀ dy`, and the slope of the weights, `dy vᵀ`.
    private void addValues(ProgramBuilder to, Tile tile, ProgramMemory slope, boolean first) {
        ProgramMemory results = Side.of(DY, dy).rows(tile.first(), tile.rows()).memory(to);
        ProgramMemory turned = to.part(program.weights(to, DROPPED, tile), program.matrix(to, tile, true), 0);
        AttentionProgram.product(to, turned, results, Side.of(DV, dv.matrices()).rows(0, tile.keys()).memory(to),
            PostOps.none().sumIf(dv.adds() || !first));
        AttentionProgram.product(to, results, Side.of(V, v).rows(0, tile.keys()).transpose().memory(to), slope,
            PostOps.none());
    }

    /// The slope of the scores in place of the weights', then `dq = scale slope k` and `dk += scale slopeᵀ q`.
    private void addScores(ProgramBuilder to, Tile tile, ProgramMemory slope, boolean first) {
        Descriptor rows = program.rows(to, tile);
        ProgramMemory inPlace = to.part(slope, rows, 0);
        to.run(to.softmaxGradient(Algorithm.SOFTMAX, rows))
            .with(Argument.DST, to.part(program.weights(to, KEPT, tile), rows, 0))
            .with(Argument.DIFF_DST, inPlace).with(Argument.DIFF_SRC, inPlace).end();
        AttentionProgram.product(to, slope, Side.of(K, k).rows(0, tile.keys()).memory(to),
            Side.of(DQ, dq.matrices()).rows(tile.first(), tile.rows()).memory(to), program.scaled().sumIf(dq.adds()));
        AttentionProgram.product(to, to.part(slope, program.matrix(to, tile, true), 0),
            Side.of(Q, q).rows(tile.first(), tile.rows()).memory(to),
            Side.of(DK, dk.matrices()).rows(0, tile.keys()).memory(to), program.scaled().sumIf(dk.adds() || !first));
    }
}
