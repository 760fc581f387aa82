package io.ringmaster.tensor.backend;

/// A loss of one predicted number p and its target t, with its derivatives.
public sealed interface PairLoss {

    /// The inputs of a pair.
    enum Side {
        PREDICTION,
        TARGET
    }

    double value(double p, double t);

    /// By the prediction.
    double slope(double p, double t);

    /// By the target. Where only the difference matters, the other way.
    default double targetSlope(double p, double t) {
        return -slope(p, t);
    }

    /// `(p - t)²`.
    record Squared() implements PairLoss {

        @Override
        public double value(double p, double t) {
            return (p - t) * (p - t);
        }

        @Override
        public double slope(double p, double t) {
            return 2 * (p - t);
        }
    }

    /// `|p - t|`; its slope at 0 is 0.
    record Absolute() implements PairLoss {

        @Override
        public double value(double p, double t) {
            return Math.abs(p - t);
        }

        @Override
        public double slope(double p, double t) {
            return Math.signum(p - t);
        }
    }

    /// `factor (p - t)² / 2` up to a distance of `knee`, from there on straight:
    /// `factor knee (|p - t| - knee / 2)`.
    record Huber(double knee, double factor) implements PairLoss {

        @Override
        public double value(double p, double t) {
            double distance = Math.abs(p - t);
            return factor * (distance < knee ? distance * distance / 2 : knee * (distance - knee / 2));
        }

        @Override
        public double slope(double p, double t) {
            return factor * Math.clamp(p - t, -knee, knee);
        }
    }

    /// `-(t log p + (1 - t) log(1 - p))` of a probability; logarithms stop at -100.
    record BinaryCrossEntropy() implements PairLoss {

        private static final double LEAST_LOG = -100;
        private static final double LEAST_VARIANCE = 1e-12;

        @Override
        public double value(double p, double t) {
            return -(t * log(p) + (1 - t) * log(1 - p));
        }

        @Override
        public double slope(double p, double t) {
            return (p - t) / Math.max((1 - p) * p, LEAST_VARIANCE);
        }

        @Override
        public double targetSlope(double p, double t) {
            return log(1 - p) - log(p);
        }

        private static double log(double x) {
            return Math.max(Math.log(x), LEAST_LOG);
        }
    }

    /// `(1 - t) p + log(1 + exp(-p))`: the binary cross-entropy of p's sigmoid.
    record BinaryCrossEntropyWithLogits() implements PairLoss {

        @Override
        public double value(double p, double t) {
            return (1 - t) * p + Math.max(-p, 0) + Math.log1p(Math.exp(-Math.abs(p)));
        }

        @Override
        public double slope(double p, double t) {
            return 1 / (1 + Math.exp(-p)) - t;
        }

        @Override
        public double targetSlope(double p, double t) {
            return -p;
        }
    }

    /// `t (log t - p)` of a log-probability p, 0 where t is; with `logTarget`, t is a log-probability too.
    record KullbackLeibler(boolean logTarget) implements PairLoss {

        @Override
        public double value(double p, double t) {
            if (logTarget) {
                return Math.exp(t) * (t - p);
            }
            return (t == 0 ? 0 : t * Math.log(t)) - t * p;
        }

        @Override
        public double slope(double p, double t) {
            return logTarget ? -Math.exp(t) : -t;
        }

        @Override
        public double targetSlope(double p, double t) {
            return logTarget ? Math.exp(t) * (t - p + 1) : Math.log(t) + 1 - p;
        }
    }
}
