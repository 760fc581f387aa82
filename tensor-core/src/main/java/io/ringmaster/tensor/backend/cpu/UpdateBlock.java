package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.util.List;

/// One thread's block of a piece under way: the arrays that the rules' loops run over, all within the first-level
/// cache.
final class UpdateBlock {

    /// Elements in a block.
    static final int SIZE = 1024;
    private static final int MOST_STATES = 3;

    private static final ThreadLocal<UpdateBlock> OF_THREAD = ThreadLocal.withInitial(UpdateBlock::new);

    final float[] values = new float[SIZE];
    final float[] gradients = new float[SIZE];
    final float[][] state = new float[MOST_STATES][SIZE];
    final float[] spare = new float[SIZE];
    final SquareSum squares = new SquareSum();
    final SquareSum spareSquares = new SquareSum();

    private UpdateBlock() {}

    static UpdateBlock get() {
        return OF_THREAD.get();
    }

    /// Changes the first `count` elements of the block.
    @FunctionalInterface
    interface Loop {

        void run(UpdateBlock block, int count);
    }

    /// Runs a loop over all of a piece, block by block.
    ///
    /// @param ascends whether the loop sees gradients with their sign turned
    void forEach(Updates.Piece piece, boolean ascends, Loop loop) {
        long elements = piece.values().elements();
        List<Tensor> states = piece.state();
        for (long at = 0; at < elements; at += SIZE) {
            int count = (int) Math.min(SIZE, elements - at);
            load(piece.values(), at, values, count);
            load(piece.gradients(), at, gradients, count);
            if (ascends) {
                negate(gradients, count);
            }
            for (int i = 0; i < states.size(); i++) {
                load(states.get(i), at, state[i], count);
            }
            loop.run(this, count);
            store(values, piece.values(), at, count);
            for (int i = 0; i < states.size(); i++) {
                store(state[i], states.get(i), at, count);
            }
        }
    }

    private static void negate(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = -values[i];
        }
    }

    private static void load(Tensor from, long at, float[] into, int count) {
        Scratch.load(Scratch.memory(from), from.layout().offset() + at, 1, into, count);
    }

    private static void store(float[] from, Tensor to, long at, int count) {
        Scratch.store(from, Scratch.memory(to), to.layout().offset() + at, count);
    }
}
