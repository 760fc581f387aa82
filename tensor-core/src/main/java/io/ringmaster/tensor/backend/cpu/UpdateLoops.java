package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.UpdateRule;

/// The rules' arithmetic, over one block.
final class UpdateLoops {

    private UpdateLoops() {}

    static void sgd(UpdateRule.Sgd rule, UpdateBlock block, int count) {
        decayGradients(rule.weightDecay(), block, count);
        float[] p = block.values;
        float[] d = block.gradients;
        float rate = (float) rule.learningRate();
        if (rule.momentum() != 0) {
            remember(rule, d, block.state[0], count);
            d = rule.nesterov() ? d : block.state[0];
        }
        for (int i = 0; i < count; i++) {
            p[i] -= rate * d[i];
        }
    }

    private static void remember(UpdateRule.Sgd rule, float[] g, float[] m, int count) {
        float momentum = (float) rule.momentum();
        float part = (float) (1 - rule.dampening());
        for (int i = 0; i < count; i++) {
            m[i] = momentum * m[i] + part * g[i];
        }
        if (rule.nesterov()) {
            for (int i = 0; i < count; i++) {
                g[i] += momentum * m[i];
            }
        }
    }

    static void adam(UpdateRule.Adam rule, UpdateBlock block, int count) {
        decayGradients(rule.gradientDecay(), block, count);
        float[] m = block.state[0];
        float[] v = block.state[1];
        moments(rule.moments(), block.gradients, m, v, count);
        if (rule.amsgrad()) {
            float[] largest = block.state[2];
            for (int i = 0; i < count; i++) {
                largest[i] = Math.max(largest[i], v[i]);
            }
            v = largest;
        }
        float[] p = block.values;
        float kept = (float) rule.kept();
        float size = (float) rule.stepSize();
        float root = (float) rule.moments().rootOfCorrection2();
        float epsilon = (float) rule.moments().epsilon();
        for (int i = 0; i < count; i++) {
            p[i] = kept * p[i] - size * m[i] / ((float) Math.sqrt(v[i]) / root + epsilon);
        }
    }

    static void moments(UpdateRule.Moments rule, float[] g, float[] m, float[] v, int count) {
        float part1 = (float) (1 - rule.beta1());
        float kept2 = (float) rule.beta2();
        float part2 = (float) (1 - rule.beta2());
        for (int i = 0; i < count; i++) {
            m[i] += part1 * (g[i] - m[i]);
            v[i] = kept2 * v[i] + part2 * (g[i] * g[i]);
        }
    }

    static void rmsProp(UpdateRule.RmsProp rule, UpdateBlock block, int count) {
        decayGradients(rule.weightDecay(), block, count);
        float[] p = block.values;
        float[] g = block.gradients;
        float[] divisors = block.spare;
        divisors(rule, block, count);
        float rate = (float) rule.learningRate();
        if (rule.momentum() == 0) {
            for (int i = 0; i < count; i++) {
                p[i] -= rate * g[i] / divisors[i];
            }
            return;
        }
        float[] b = block.state[rule.states() - 1];
        float momentum = (float) rule.momentum();
        for (int i = 0; i < count; i++) {
            b[i] = momentum * b[i] + g[i] / divisors[i];
            p[i] -= rate * b[i];
        }
    }

    private static void divisors(UpdateRule.RmsProp rule, UpdateBlock block, int count) {
        float[] g = block.gradients;
        float[] v = block.state[0];
        float[] divisors = block.spare;
        float kept = (float) rule.averaging().alpha();
        float part = (float) (1 - rule.averaging().alpha());
        float epsilon = (float) rule.averaging().epsilon();
        for (int i = 0; i < count; i++) {
            v[i] = kept * v[i] + part * (g[i] * g[i]);
            divisors[i] = (float) Math.sqrt(v[i]) + epsilon;
        }
        if (rule.centered()) {
            float[] a = block.state[1];
            for (int i = 0; i < count; i++) {
                a[i] += part * (g[i] - a[i]);
                divisors[i] = (float) Math.sqrt(v[i] - a[i] * a[i]) + epsilon;
            }
        }
    }

    static void adagrad(UpdateRule.Adagrad rule, UpdateBlock block, int count) {
        decayGradients(rule.weightDecay(), block, count);
        float[] p = block.values;
        float[] g = block.gradients;
        float[] s = block.state[0];
        float size = (float) rule.stepSize();
        float epsilon = (float) rule.epsilon();
        for (int i = 0; i < count; i++) {
            s[i] += g[i] * g[i];
            p[i] -= size * g[i] / ((float) Math.sqrt(s[i]) + epsilon);
        }
    }

    static void moveTowards(float momentum, UpdateBlock block, int count) {
        float[] values = block.values;
        float[] found = block.gradients;
        for (int i = 0; i < count; i++) {
            values[i] += momentum * (found[i] - values[i]);
        }
    }

    private static void decayGradients(double weightDecay, UpdateBlock block, int count) {
        if (weightDecay == 0) {
            return;
        }
        float[] p = block.values;
        float[] g = block.gradients;
        float decay = (float) weightDecay;
        for (int i = 0; i < count; i++) {
            g[i] += decay * p[i];
        }
    }
}
