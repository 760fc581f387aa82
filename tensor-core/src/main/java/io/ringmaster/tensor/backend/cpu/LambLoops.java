package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.UpdateRule;

/// LAMB over one parameter: once to measure it and its update, once to follow.
final class LambLoops {

    private final UpdateRule.Lamb rule;
    private double parameterSquares;
    private double updateSquares;

    LambLoops(UpdateRule.Lamb rule) {
        this.rule = rule;
    }

    void measure(UpdateBlock block, int count) {
        UpdateLoops.moments(rule.moments(), block.gradients, block.state[0], block.state[1], count);
        update(block, count);
        parameterSquares += UpdateKernels.sumOfSquares(block.values, count);
        updateSquares += UpdateKernels.sumOfSquares(block.spare, count);
    }

    void follow(UpdateBlock block, int count) {
        update(block, count);
        float[] p = block.values;
        float[] u = block.spare;
        float size = (float) (rule.learningRate() * rule.trust(Math.sqrt(parameterSquares), Math.sqrt(updateSquares)));
        for (int i = 0; i < count; i++) {
            p[i] -= size * u[i];
        }
    }

    /// Into a spare array of the block.
    private void update(UpdateBlock block, int count) {
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
