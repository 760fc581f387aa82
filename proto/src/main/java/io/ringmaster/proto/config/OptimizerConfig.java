package io.ringmaster.proto.config;

/// How parameters follow their gradients. Hyperparameters have PyTorch's meaning.
public sealed interface OptimizerConfig {

    /// The size of a step, which the schedule changes.
    double learningRate();

    WeightDecay weightDecay();

    /// Which parameters weight decay pulls on.
    enum Decayed {
        ALL,
        /// Those of two dims or more: not biases and norms.
        MATRICES
    }

    /// @param amount per unit of a parameter
    record WeightDecay(double amount, Decayed decayed) {

        public WeightDecay {
            Require.notNegative("optimizer.weight-decay", amount);
        }

        public static WeightDecay ofAll(double amount) {
            return new WeightDecay(amount, Decayed.ALL);
        }
    }

    /// How much of their last value running means keep.
    ///
    /// @param first  of the mean of gradients
    /// @param second of the mean of their squares
    record Betas(double first, double second) {

        public Betas {
            Require.inRange("optimizer.beta1", first, 0, 1);
            Require.inRange("optimizer.beta2", second, 0, 1);
        }
    }

    /// Stochastic gradient descent.
    ///
    /// @param momentum  the part of the last update that is kept; 0 keeps none
    /// @param dampening what the momentum loses of each gradient
    /// @param nesterov  whether the gradient looks ahead along the momentum
    record Sgd(double learningRate, double momentum, double dampening, boolean nesterov, WeightDecay weightDecay)
        implements OptimizerConfig {

        public Sgd {
            Require.positive("optimizer.learning-rate", learningRate);
            Require.inRange("optimizer.momentum", momentum, 0, 1);
            Require.inRange("optimizer.dampening", dampening, 0, 1);
            Require.that(!nesterov || (momentum > 0 && dampening == 0), "optimizer.nesterov",
                "is true but optimizer.momentum is %s and optimizer.dampening is %s; it takes momentum above 0 and no "
                    + "dampening", momentum, dampening);
        }

        /// Without dampening, on all parameters.
        public Sgd(double learningRate, double momentum, double weightDecay) {
            this(learningRate, momentum, 0, false, WeightDecay.ofAll(weightDecay));
        }
    }

    /// Adam, or AdamW.
    ///
    /// @param decoupled whether weight decay shrinks the parameters themselves: AdamW
    /// @param amsgrad   whether the largest mean of squares so far is the divisor
    record Adam(
        double learningRate, Betas betas, double epsilon, WeightDecay weightDecay, boolean decoupled, boolean amsgrad)
        implements OptimizerConfig {

        public Adam {
            Require.positive("optimizer.learning-rate", learningRate);
            Require.notNegative("optimizer.epsilon", epsilon);
        }
    }

    /// RMSprop.
    ///
    /// @param alpha    what is kept of the mean of squares
    /// @param centered whether the divisor is the gradients' deviation
    record RmsProp(
        double learningRate, double alpha, double epsilon, double momentum, boolean centered, WeightDecay weightDecay)
        implements OptimizerConfig {

        public RmsProp {
            Require.positive("optimizer.learning-rate", learningRate);
            Require.inRange("optimizer.alpha", alpha, 0, 1);
            Require.notNegative("optimizer.epsilon", epsilon);
            Require.inRange("optimizer.momentum", momentum, 0, 1);
        }
    }

    /// Adagrad.
    ///
    /// @param rateDecay          how the learning rate shrinks with each step
    /// @param initialAccumulator what the sums of squares start at
    record Adagrad(
        double learningRate, double rateDecay, double initialAccumulator, double epsilon, WeightDecay weightDecay)
        implements OptimizerConfig {

        public Adagrad {
            Require.positive("optimizer.learning-rate", learningRate);
            Require.notNegative("optimizer.rate-decay", rateDecay);
            Require.notNegative("optimizer.initial-accumulator", initialAccumulator);
            Require.notNegative("optimizer.epsilon", epsilon);
        }
    }

    /// LAMB.
    ///
    /// @param alwaysAdapt whether parameters without weight decay are stretched too
    record Lamb(double learningRate, Betas betas, double epsilon, boolean alwaysAdapt, WeightDecay weightDecay)
        implements OptimizerConfig {

        public Lamb {
            Require.positive("optimizer.learning-rate", learningRate);
            Require.notNegative("optimizer.epsilon", epsilon);
        }
    }
}
