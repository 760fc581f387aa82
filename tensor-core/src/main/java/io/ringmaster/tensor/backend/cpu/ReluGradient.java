package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/// The gradient of ReLU, ready to run again and again: dy where the function's result, or what went in, is above 0, else 0.
/// All as bits, which the compiler makes no branches of. Memory as [FlatElements] takes it.
record ReluGradient(Tensor of, Tensor dy, Tensor dx) implements Runnable {

    private static final int ABOVE_INFINITY = 0x7F800001;

    @Override
    public void run() {
        Scratch scratch = Scratch.get();
        MemorySegment tested = Scratch.memory(of);
        MemorySegment slope = Scratch.memory(dy);
        MemorySegment result = Scratch.memory(dx);
        for (long at = 0; at < dx.elements(); at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, dx.elements() - at);
            Scratch.load(tested, of.layout().offset() + at, scratch.words, count);
            Scratch.load(slope, dy.layout().offset() + at, scratch.integers, count);
            keep(scratch.words, scratch.integers, count);
            Scratch.store(scratch.integers, result, dx.layout().offset() + at, count);
        }
    }

    /// Numbers above 0 are those whose bits, as integers, are above 0 and below NaN's.
    private static void keep(int[] tested, int[] values, int count) {
        for (int i = 0; i < count; i++) {
            int bits = tested[i];
            values[i] &= (-bits & ~bits & bits - ABOVE_INFINITY) >> 31;
        }
    }
}
