package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.AttentionRule;
import io.ringmaster.tensor.backend.cpu.AttentionTiles.Tile;
import io.ringmaster.tensor.backend.cpu.onednn.Algorithm;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.PostOps;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramMemory;
import java.util.Arrays;

/// What the programs of an attention are made of: its heads' matrices and the weights' tiles.
final class AttentionProgram {

    private final AttentionRule rule;
    private final long[] counts;
    private final boolean outer;
    private final AttentionTiles tiles;

    /// @param weights [B, H, T, S]
    /// @param widths  of the queries and the values
    AttentionProgram(AttentionRule rule, Shape weights, long... widths) {
        this.rule = rule;
        counts = Arrays.copyOf(weights.dims(), 2);
        outer = weights.dim(2) == 1 || weights.dim(3) == 1 || Arrays.stream(widths).anyMatch(width -> width == 1);
        tiles = AttentionTiles.of(weights.dim(2), weights.dim(3), rule.causal(), outer);
    }

    AttentionTiles tiles() {
        return tiles;
    }

    /// How many heads the batch has.
    long heads() {
        return counts[0] * counts[1];
    }

    /// The matrices of all heads of a tensor that programs take.
    MatrixBatch matrices(Tensor tensor) {
        return MatrixBatch.of(tensor, 4).without(counts);
    }

    /// The matrices of all heads of any tensor, without gaps where outer products are made of them.
    MatrixBatch readable(Tensor tensor) {
        return matrices(outer ? Inputs.contiguous(tensor) : Inputs.matrices(tensor));
    }

    /// What every program depends on, beside the matrices.
    Key addTo(Key key) {
        return key.add(rule.causal()).add(Double.doubleToLongBits(rule.scale())).add(counts[0]).add(counts[1])
            .add(tiles.keys());
    }

    /// One operand of a product: matrices at a place.
    ///
    /// @param whole what lies at the place, of which `part` is a part
    record Side(int place, MatrixBatch whole, MatrixBatch part) {

        static Side of(int place, MatrixBatch whole) {
            return new Side(place, whole, whole);
        }

        Side rows(long first, long count) {
            return new Side(place, whole, part.rows(first, count));
        }

        Side transpose() {
            return new Side(place, whole, part.transpose());
        }

        ProgramMemory memory(ProgramBuilder to) {
            return to.given(place, part.describe(to), part.address() - whole.address());
        }
    }

    /// A tile's weights, which lie together at a place.
    ProgramMemory weights(ProgramBuilder to, int place, Tile tile) {
        return to.given(place, matrix(to, tile, false), tile.offset() * heads() * Float.BYTES);
    }

    /// A tile's weights or, transposed, its keys' weights.
    Descriptor matrix(ProgramBuilder to, Tile tile, boolean transposed) {
        MatrixBatch squeezed = MatrixBatch.contiguous(0, counts, tile.rows(), tile.keys()).without(counts);
        return (transposed ? squeezed.transpose() : squeezed).describe(to);
    }

    /// A tile's weights as rows, for functions of rows.
    Descriptor rows(ProgramBuilder to, Tile tile) {
        return to.plain(heads() * tile.rows(), tile.keys());
    }

    PostOps scaled() {
        return PostOps.none().eltwise(Algorithm.LINEAR, (float) rule.scale(), 0);
    }

    /// `c = a b`, after what the post-ops say.
    static void product(ProgramBuilder to, ProgramMemory a, ProgramMemory b, ProgramMemory c, PostOps postOps) {
        to.run(to.matmul(a.descriptor(), b.descriptor(), ProgramBuilder.NONE, c.descriptor(), postOps))
            .with(Argument.SRC, a).with(Argument.WEIGHTS, b).with(Argument.DST, c).end();
    }

    /// A tile's scores, `c = scale a b`, less infinity where a query would see a later key.
    void scores(ProgramBuilder to, Tile tile, ProgramMemory a, ProgramMemory b, ProgramMemory c) {
        if (!rule.causal()) {
            product(to, a, b, c, scaled());
            return;
        }
        ProgramMemory mask = laterKeys(to, tile);
        PostOps postOps = scaled().binary(Algorithm.ADD, mask.descriptor());
        to.run(to.matmul(a.descriptor(), b.descriptor(), ProgramBuilder.NONE, c.descriptor(), postOps))
            .with(Argument.SRC, a).with(Argument.WEIGHTS, b).with(Argument.DST, c)
            .with(Argument.postOp(1), mask).end();
    }

    /// What is added to a tile's scores. Without gaps: the library doesn't heed a post-op's strides.
    private ProgramMemory laterKeys(ProgramBuilder to, Tile tile) {
        int rows = Math.toIntExact(tile.rows());
        int keys = Math.toIntExact(tile.keys());
        float[] values = new float[rows * keys];
        for (int row = 0; row < rows; row++) {
            int seen = (int) Math.min(keys, tile.first() + row + 1);
            Arrays.fill(values, row * keys + seen, (row + 1) * keys, Float.NEGATIVE_INFINITY);
        }
        long[] ones = new long[counts.length];
        Arrays.fill(ones, 1);
        MatrixBatch all = MatrixBatch.contiguous(0, ones, rows, keys).without(counts);
        return to.constant(all.describe(to), values);
    }
}
