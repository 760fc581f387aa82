package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.UpdateRule;

/// LAMB over one parameter: once to measure it and its update, once to follow.
final class LambLoops {

    private LambLoops() {}

    static void measure(UpdateRule.Lamb rule, UpdateBlock block, int count) {
        UpdateLoops.moments(rule.moments(), block.gradients, block.state[0], block.state[1], count);
        update(rule, block, count);
        block.squares.add(block.values, count);
        block.spareSquares.add(block.spare, count);
    }

    static void follow(UpdateRule.Lamb rule, double trust, UpdateBlock block, int count) {
        update(rule, block, count);
        float[] p = block.values;
        float[] u = block.spare;
        float size = (float) (rule.learningRate() * trust);
        for (int i = 0; i < count; i++) {
            p[i] -= size * u[i];
        }
    }

    /// Into the block's spare array.
    private static void update(UpdateRule.Lamb rule, UpdateBlock block, int count) {
        float[] p = block.values;
        float[] m = block.state[0];
        float[] v = block.state[1];
        float[] u = block.spare;
        float correction = (float) rule.moments().correction1();
        float root = (float) rule.moments().rootOfCorrection2();
        float epsilon = (float) rule.moments().epsilon();
        float decay = (float) rule.weightDecay();
        for (int i = 0; i < count; i++) {
            u[i] = m[i] / correction / ((float) Math.sqrt(v[i]) / root + epsilon) + decay * p[i];
        }
    }
}
