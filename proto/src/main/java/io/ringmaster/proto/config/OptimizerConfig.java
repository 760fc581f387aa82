package io.ringmaster.proto.config;

/// How parameters follow their gradients.
public sealed interface OptimizerConfig {

    /// Stochastic gradient descent.
    ///
    /// @param momentum    the part of the last update that is kept; 0 keeps none
    /// @param weightDecay added to each gradient per unit of its parameter
    record Sgd(double learningRate, double momentum, double weightDecay) implements OptimizerConfig {

        public Sgd {
            Require.positive("optimizer.learning-rate", learningRate);
            Require.inRange("optimizer.momentum", momentum, 0, 1);
            Require.that(weightDecay >= 0 && Double.isFinite(weightDecay), "optimizer.weight-decay",
                "is %s; it must be a finite number of 0 or more", weightDecay);
        }
    }
}
