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
    private final Running running;

    /// @param momentum  how much of a batch's statistics the running ones take over
    /// @param averaging whether they are the means over all batches instead
    /// @param affine    whether there are weight and bias
    /// @param tracking  whether there are running statistics
    record Options(long channels, double epsilon, double momentum, boolean averaging, boolean affine, boolean tracking) {

        Options {
            if (channels < 1) {
                throw new IllegalArgumentException("batch norm of %d channels; it takes 1 or more".formatted(channels));
            }
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("batch norm with epsilon %s; it is above 0".formatted(epsilon));
            }
        }

        static Options of(long channels) {
            return new Options(channels, 1e-5, 0.1, false, true, true);
        }

        Options momentum(double part) {
            return new Options(channels, epsilon, part, false, affine, tracking);
        }

        Options average() {
            return new Options(channels, epsilon, momentum, true, affine, tracking);
        }

        Options epsilon(double added) {
            return new Options(channels, added, momentum, averaging, affine, tracking);
        }

        Options affine(boolean wanted) {
            return new Options(channels, epsilon, momentum, averaging, wanted, tracking);
        }

        Options tracking(boolean wanted) {
            return new Options(channels, epsilon, momentum, averaging, affine, wanted);
        }
    }

    /// What follows the statistics of the batches.
    private record Running(RunningStatistic mean, RunningStatistic variance, BatchCounter batches) {

        static Running of(Options options) {
            BatchCounter batches = new BatchCounter();
            return new Running(statistic(options, 0, batches), statistic(options, 1, batches), batches);
        }

        private static RunningStatistic statistic(Options options, double initial, BatchCounter batches) {
            Shape channels = Shape.of(options.channels());
            return options.averaging()
                ? new RunningStatistic(channels, Initializer.constant(initial), batches)
                : new RunningStatistic(channels, Initializer.constant(initial), options.momentum());
        }

        /// @param samples that each channel's statistics are of
        void follow(Tensor batchMean, Tensor batchVariance, double samples) {
            try (NoGrad _ = NoGrad.open(); Scope _ = Scope.open()) {
                mean.follow(batchMean);
                variance.follow(batchVariance.mul(samples / (samples - 1)));
            }
            batches.follow();
        }
    }

    BatchNorm(Options options) {
        this.options = options;
        Shape channels = Shape.of(options.channels());
        weight = parameterIf(options.affine(), "weight", channels, Initializer.constant(1));
        bias = parameterIf(options.affine(), "bias", channels, Initializer.constant(0));
        running = Running.of(options);
        if (options.tracking()) {
            buffer("running_mean", running.mean);
            buffer("running_var", running.variance);
            buffer("num_batches_tracked", running.batches);
        }
    }

    abstract N with(Options changed);

    /// Throws [ShapeException] where x has not the dims of the layer's kind.
    abstract void requireDims(Tensor x);

    /// Another one, whose running statistics take over so much of a batch's.
    public final N momentum(double part) {
        return with(options.momentum(part));
    }

    /// Another one, whose running statistics are means over all batches, all alike: PyTorch's `momentum=None`.
    public final N averaging() {
        return with(options.average());
    }

    /// Another one, with another number added to variances.
    public final N epsilon(double added) {
        return with(options.epsilon(added));
    }

    /// Another one, with weight and bias or without.
    public final N affine(boolean wanted) {
        return with(options.affine(wanted));
    }

    /// Another one, with running statistics or without; then it goes by the batch's own in evaluation too.
    public final N trackRunningStats(boolean wanted) {
        return with(options.tracking(wanted));
    }

    @Override
    public final Tensor forward(Tensor x) {
        requireDims(x);
        return isTraining() || !options.tracking()
            ? byBatch(x) : normalized(x, running.mean.tensor(), running.variance.tensor(), true);
    }

    private Tensor byBatch(Tensor x) {
        Shape channels = Shape.of(options.channels());
        Tensor mean = Tensor.empty(channels, x.dtype(), Backends.current(x.backend()));
        Tensor variance = Tensor.empty(channels, x.dtype(), Backends.current(x.backend()));
        Tensor y = normalized(x, mean, variance, false);
        if (isTraining() && options.tracking()) {
            running.follow(mean, variance, x.elements() / (double) options.channels());
        }
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
        return "%d, epsilon %s".formatted(options.channels(), options.epsilon())
            + (!options.tracking() ? ", without running statistics"
                : options.averaging() ? ", averaging" : ", momentum " + options.momentum())
            + (options.affine() ? "" : ", not affine");
    }
}
