package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Shape;
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
        forEach(of.p(), List.of(of.p(), of.t()), (scratch, _, _, count) -> {
            values(of.loss(), scratch.a, scratch.b, scratch.y, count);
            for (int i = 0; i < count; i++) {
                sum[0] += scratch.y[i];
            }
        });
        Scratch.put(of.y().tensor().memory(), of.y().adds(), 0, (float) (of.scale() * sum[0]));
    }

    private static void each(Losses.Pairs of) {
        float scale = (float) of.scale();
        forEach(of.y().tensor(), List.of(of.p(), of.t()), (scratch, offset, step, count) -> {
            values(of.loss(), scratch.a, scratch.b, scratch.y, count);
            for (int i = 0; i < count; i++) {
                scratch.y[i] *= scale;
            }
            scratch.put(of.y(), offset, step, count);
        });
    }

    static void backward(Losses.PairsGradient of) {
        float scale = (float) of.scale();
        forEach(of.dx().tensor(), List.of(of.p(), of.t(), of.dy()), (scratch, offset, step, count) -> {
            slopes(of, scratch.a, scratch.b, scratch.y, count);
            for (int i = 0; i < count; i++) {
                scratch.y[i] *= scale * scratch.c[i];
            }
            scratch.put(of.dx(), offset, step, count);
        });
    }

    /// One block: what is read is in the scratch's a, b and c, and `over` goes on from `offset` in steps of `step`.
    @FunctionalInterface
    private interface Body {

        void block(Scratch scratch, long offset, long step, int count);
    }

    private static void forEach(Tensor over, List<Tensor> read, Body body) {
        Shape shape = read.getFirst().shape();
        long[][] strides = new long[read.size() + 1][];
        strides[0] = over.layout().stridesOver(shape);
        for (int i = 0; i < read.size(); i++) {
            strides[i + 1] = read.get(i).layout().stridesOver(shape);
        }
        Rows rows = new Rows(shape, strides);
        Scratch scratch = Scratch.get();
        float[][] into = {scratch.a, scratch.b, scratch.c};
        rows.forEach(offsets -> {
            for (long at = 0; at < rows.length(); at += Scratch.BLOCK) {
                int count = (int) Math.min(Scratch.BLOCK, rows.length() - at);
                for (int i = 0; i < read.size(); i++) {
                    long step = rows.step(i + 1);
                    Scratch.load(read.get(i).memory(), offsets[i + 1] + at * step, step, into[i], count);
                }
                body.block(scratch, offsets[0] + at * rows.step(0), rows.step(0), count);
            }
        });
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
