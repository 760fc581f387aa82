package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.SgdRule;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;

/// Loops over flat float32 buffers, in blocks.
final class UpdateKernels {

    private UpdateKernels() {}

    static void run(Updates update) {
        switch (update) {
            case Updates.Sgd(var rule, var values, var gradients, var momentum) -> {
                if (momentum.isPresent()) {
                    sgd(rule, values, gradients, momentum.get());
                } else {
                    sgd(rule, values, gradients);
                }
            }
        }
    }

    private static void sgd(SgdRule rule, Tensor values, Tensor gradients) {
        Scratch scratch = Scratch.get();
        for (long at = 0; at < values.elements(); at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, values.elements() - at);
            Scratch.load(values.memory(), at, 1, scratch.a, count);
            Scratch.load(gradients.memory(), at, 1, scratch.b, count);
            descend(rule, scratch.a, scratch.b, count);
            Scratch.store(scratch.a, values.memory(), at, count);
        }
    }

    private static void sgd(SgdRule rule, Tensor values, Tensor gradients, Tensor momentum) {
        Scratch scratch = Scratch.get();
        for (long at = 0; at < values.elements(); at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, values.elements() - at);
            Scratch.load(values.memory(), at, 1, scratch.a, count);
            Scratch.load(gradients.memory(), at, 1, scratch.b, count);
            Scratch.load(momentum.memory(), at, 1, scratch.c, count);
            descend(rule, scratch.a, scratch.b, scratch.c, count);
            Scratch.store(scratch.a, values.memory(), at, count);
            Scratch.store(scratch.c, momentum.memory(), at, count);
        }
    }

    private static void descend(SgdRule rule, float[] values, float[] gradients, int count) {
        float rate = (float) rule.learningRate();
        float decay = (float) rule.weightDecay();
        for (int i = 0; i < count; i++) {
            values[i] -= rate * (gradients[i] + decay * values[i]);
        }
    }

    private static void descend(SgdRule rule, float[] values, float[] gradients, float[] momentum, int count) {
        float rate = (float) rule.learningRate();
        float decay = (float) rule.weightDecay();
        float kept = (float) rule.momentum();
        for (int i = 0; i < count; i++) {
            momentum[i] = kept * momentum[i] + (gradients[i] + decay * values[i]);
            values[i] -= rate * momentum[i];
        }
    }

    static void accumulate(MemorySegment into, MemorySegment from) {
        Scratch scratch = Scratch.get();
        long elements = into.byteSize() / Float.BYTES;
        for (long at = 0; at < elements; at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, elements - at);
            Scratch.load(into, at, 1, scratch.a, count);
            Scratch.load(from, at, 1, scratch.b, count);
            for (int i = 0; i < count; i++) {
                scratch.a[i] += scratch.b[i];
            }
            Scratch.store(scratch.a, into, at, count);
        }
    }

    static void scale(MemorySegment values, float factor) {
        Scratch scratch = Scratch.get();
        long elements = values.byteSize() / Float.BYTES;
        for (long at = 0; at < elements; at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, elements - at);
            Scratch.load(values, at, 1, scratch.a, count);
            for (int i = 0; i < count; i++) {
                scratch.a[i] *= factor;
            }
            Scratch.store(scratch.a, values, at, count);
        }
    }
}
