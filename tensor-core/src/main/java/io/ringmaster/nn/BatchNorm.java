package io.ringmaster.nn;

import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.backend.Backends;

/// Each channel shifted and scaled to mean 0 and variance 1, then by a weight and a bias: `y = (x - mean) / sqrt(variance +
/// epsilon) weight + bias`. In training by the batch's statistics, which the running ones follow; else by the running ones.
///
/// State: `weight` [C], `bias` [C]; buffers `running_mean` [C], `running_var` [C], `num_batches_tracked` [].
/// Source: Ioffe and Szegedy 2015; torch.nn.BatchNorm2d.
///
/// @param <N> the layer itself
abstract sealed class BatchNorm<N extends BatchNorm<N>> extends Layer permits BatchNorm1d, BatchNorm2d {

    private final Options options;
    private final Parameter weight;
    private final Parameter bias;
    private final RunningStatistic runningMean;
    private final RunningStatistic runningVariance;
    private final BatchCounter batches;

    /// @param momentum how much of a batch's statistics the running ones take over
    /// @param affine   whether there are weight and bias
    record Options(long channels, double epsilon, double momentum, boolean affine) {

        Options {
            if (channels < 1) {
                throw new IllegalArgumentException("batch norm of %d channels; it takes 1 or more".formatted(channels));
            }
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("batch norm with epsilon %s; it is above 0".formatted(epsilon));
            }
        }

        static Options of(long channels) {
            return new Options(channels, 1e-5, 0.1, true);
        }
    }

    BatchNorm(Options options) {
        this.options = options;
        Shape channels = Shape.of(options.channels());
        weight = parameterIf(options.affine(), "weight", channels, Initializer.constant(1));
        bias = parameterIf(options.affine(), "bias", channels, Initializer.constant(0));
        runningMean = buffer(
            "running_mean", new RunningStatistic(channels, Initializer.constant(0), options.momentum()));
        runningVariance = buffer(
            "running_var", new RunningStatistic(channels, Initializer.constant(1), options.momentum()));
        batches = buffer("num_batches_tracked", new BatchCounter());
    }

    abstract N with(Options changed);

    /// Throws [ShapeException] where x has not the dims of the layer's kind.
    abstract void requireDims(Tensor x);

    /// Another one, whose running statistics take over so much of a batch's.
    public final N momentum(double part) {
        return with(new Options(options.channels(), options.epsilon(), part, options.affine()));
    }

    /// Another one, with another number added to variances.
    public final N epsilon(double added) {
        return with(new Options(options.channels(), added, options.momentum(), options.affine()));
    }

    /// Another one, with weight and bias or without.
    public final N affine(boolean wanted) {
        return with(new Options(options.channels(), options.epsilon(), options.momentum(), wanted));
    }

    @Override
    public final Tensor forward(Tensor x) {
        requireDims(x);
        if (!isTraining()) {
            return normalized(x, runningMean.tensor(), runningVariance.tensor(), true);
        }
        Shape channels = Shape.of(options.channels());
        Tensor mean = Tensor.empty(channels, x.dtype(), Backends.current(x.backend()));
        Tensor variance = Tensor.empty(channels, x.dtype(), Backends.current(x.backend()));
        Tensor y = normalized(x, mean, variance, false);
        try (NoGrad _ = NoGrad.open(); Scope _ = Scope.open()) {
            double samples = x.elements() / (double) options.channels();
            runningMean.follow(mean);
            runningVariance.follow(variance.mul(samples / (samples - 1)));
        }
        batches.follow();
        return y;
    }

    private Tensor normalized(Tensor x, Tensor mean, Tensor variance, boolean given) {
        io.ringmaster.tensor.op.BatchNorm op = new io.ringmaster.tensor.op.BatchNorm(options.epsilon(), given);
        return options.affine()
            ? Autograd.apply(op, x, weight.tensor(), bias.tensor(), mean, variance)
            : Autograd.apply(op, x, Tensor.onesLike(mean), Tensor.zerosLike(mean), mean, variance);
    }

    @Override
    protected final String describe() {
        return "%d, epsilon %s, momentum %s".formatted(options.channels(), options.epsilon(), options.momentum());
    }
}
