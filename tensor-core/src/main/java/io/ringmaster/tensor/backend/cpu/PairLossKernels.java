package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.PairLoss;
import io.ringmaster.tensor.backend.kernel.Losses;
import java.util.List;

/// Losses of single numbers and their targets, in blocks: plain ones in float32, those with logarithms in float64.
final class PairLossKernels {

    private PairLossKernels() {}

    static void forward(Losses.Pairs of) {
        if (of.y().tensor().shape().rank() == 0) {
            sum(of);
        } else {
            each(of);
        }
    }

    private static void sum(Losses.Pairs of) {
        double[] sum = {0};
        forEach(WalkOrder.of(of.p()), List.of(of.p(), of.t()), (scratch, count) -> {
            values(of.loss(), scratch.a, scratch.b, scratch.y, count);
            for (int i = 0; i < count; i++) {
                sum[0] += scratch.y[i];
            }
        });
        Scratch.put(of.y().tensor().memory(), of.y().adds(), 0, (float) (of.scale() * sum[0]));
    }

    private static void each(Losses.Pairs of) {
        float scale = (float) of.scale();
        WalkOrder order = WalkOrder.of(of.y().tensor());
        Operand to = order.operand(of.y().tensor());
        forEach(order, List.of(of.p(), of.t()), (scratch, count) -> {
            values(of.loss(), scratch.a, scratch.b, scratch.y, count);
            for (int i = 0; i < count; i++) {
                scratch.y[i] *= scale;
            }
            to.write(scratch, of.y().adds(), count);
        });
    }

    static void backward(Losses.PairsGradient of) {
        float scale = (float) of.scale();
        WalkOrder order = WalkOrder.of(of.dx().tensor());
        Operand to = order.operand(of.dx().tensor());
        forEach(order, List.of(of.p(), of.t(), of.dy()), (scratch, count) -> {
            slopes(of, scratch.a, scratch.b, scratch.y, count);
            for (int i = 0; i < count; i++) {
                scratch.y[i] *= scale * scratch.c[i];
            }
            to.write(scratch, of.dx().adds(), count);
        });
    }

    /// One block: what is read is in the scratch's a, b and c.
    @FunctionalInterface
    private interface Body {

        void block(Scratch scratch, int count);
    }

    private static void forEach(WalkOrder order, List<Tensor> read, Body body) {
        Scratch scratch = Scratch.get();
        List<Operand> operands = read.stream().map(order::operand).toList();
        float[][] into = {scratch.a, scratch.b, scratch.c};
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, left);
            for (int i = 0; i < into.length && i < operands.size(); i++) {
                operands.get(i).read(into[i], scratch, count);
            }
            body.block(scratch, count);
        }
    }

    private static void values(PairLoss loss, float[] p, float[] t, float[] y, int count) {
        switch (loss) {
            case PairLoss.Squared _ -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (p[i] - t[i]) * (p[i] - t[i]);
                }
            }
            case PairLoss.Absolute _ -> {
                for (int i = 0; i < count; i++) {
                    y[i] = Math.abs(p[i] - t[i]);
                }
            }
            case PairLoss.Huber(double knee, double factor) -> huber((float) knee, (float) factor, p, t, y, count);
            case PairLoss.BinaryCrossEntropy _, PairLoss.BinaryCrossEntropyWithLogits _, PairLoss.KullbackLeibler _ -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (float) loss.value(p[i], t[i]);
                }
            }
        }
    }

    /// The straight part begins where the squared one has its slope, so one formula holds both.
    private static void huber(float knee, float factor, float[] p, float[] t, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float distance = Math.abs(p[i] - t[i]);
            float curved = Math.min(distance, knee);
            y[i] = factor * (curved * (distance - 0.5f * curved));
        }
    }

    private static void slopes(Losses.PairsGradient of, float[] p, float[] t, float[] y, int count) {
        float sign = switch (of.by()) {
            case PREDICTION -> 1;
            case TARGET -> -1;
        };
        switch (of.loss()) {
            case PairLoss.Squared _ -> {
                for (int i = 0; i < count; i++) {
                    y[i] = sign * 2 * (p[i] - t[i]);
                }
            }
            case PairLoss.Absolute _ -> {
                for (int i = 0; i < count; i++) {
                    y[i] = sign * Math.signum(p[i] - t[i]);
                }
            }
            case PairLoss.Huber(double knee, double factor) -> {
                float limit = (float) knee;
                float slope = sign * (float) factor;
                for (int i = 0; i < count; i++) {
                    y[i] = slope * Math.max(-limit, Math.min(limit, p[i] - t[i]));
                }
            }
            case PairLoss.BinaryCrossEntropy _, PairLoss.BinaryCrossEntropyWithLogits _, PairLoss.KullbackLeibler _ -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (float) switch (of.by()) {
                        case PREDICTION -> of.loss().slope(p[i], t[i]);
                        case TARGET -> of.loss().targetSlope(p[i], t[i]);
                    };
                }
            }
        }
    }
}
