package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;

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
    void forEach(Updates.Piece piece, Loop loop) {
        long elements = piece.values().elements();
        MemorySegment valueMemory = piece.values().memory();
        MemorySegment gradientMemory = piece.gradients().memory();
        MemorySegment[] stateMemory = piece.state().stream().map(Tensor::memory).toArray(MemorySegment[]::new);
        for (long at = 0; at < elements; at += SIZE) {
            int count = (int) Math.min(SIZE, elements - at);
            Scratch.load(valueMemory, at, 1, values, count);
            Scratch.load(gradientMemory, at, 1, gradients, count);
            for (int i = 0; i < stateMemory.length; i++) {
                Scratch.load(stateMemory[i], at, 1, state[i], count);
            }
            loop.run(this, count);
            Scratch.store(values, valueMemory, at, count);
            for (int i = 0; i < stateMemory.length; i++) {
                Scratch.store(state[i], stateMemory[i], at, count);
            }
        }
    }
}
