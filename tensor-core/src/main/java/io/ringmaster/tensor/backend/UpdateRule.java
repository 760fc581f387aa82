package io.ringmaster.tensor.backend;

/// How one step changes parameters p by their gradients g, with all that changes from step to step.
///
/// Hyperparameters have PyTorch's meaning. What a rule keeps between steps is its state, in the order named here; it
/// starts at 0 where nothing else is said.
public sealed interface UpdateRule {

    /// How many tensors of state the rule takes.
    int states();

    /// Stochastic gradient descent: `g += weightDecay p; m = momentum m + (1 - dampening) g; p -= learningRate d`,
    /// where d is m, with Nesterov `g + momentum m`, and without momentum g.
    ///
    /// State: m, where momentum is not 0.
    record Sgd(double learningRate, double momentum, double dampening, double weightDecay, boolean nesterov)
        implements UpdateRule {

        @Override
        public int states() {
            return momentum == 0 ? 0 : 1;
        }
    }

    /// The running means of gradients and of their squares, and what makes up for their start at 0.
    ///
    /// @param step the number of this step, from 1
    record Moments(double beta1, double beta2, double epsilon, long step) {

        /// What the mean of gradients is divided by.
        public double correction1() {
            return 1 - StrictMath.pow(beta1, (double) step);
        }

        /// What the root of the mean of squares is divided by.
        public double rootOfCorrection2() {
            return Math.sqrt(1 - StrictMath.pow(beta2, (double) step));
        }
    }

    /// Adam: `m += (1 - beta1) (g - m); v = beta2 v + (1 - beta2) g²; p -= stepSize m / (sqrt(v) / root + epsilon)`.
    ///
    /// State: m, v, and with AMSGrad the largest v so far, which then stands for v.
    ///
    /// @param decoupled whether weight decay shrinks p itself, before the step (AdamW), or is added to g
    record Adam(double learningRate, Moments moments, double weightDecay, boolean decoupled, boolean amsgrad)
        implements UpdateRule {

        public double stepSize() {
            return learningRate / moments.correction1();
        }

        /// What weight decay adds to the gradient, per unit of p.
        public double gradientDecay() {
            return decoupled ? 0 : weightDecay;
        }

        /// What weight decay leaves of p.
        public double kept() {
            return decoupled ? 1 - learningRate * weightDecay : 1;
        }

        @Override
        public int states() {
            return amsgrad ? 3 : 2;
        }
    }

    /// Each step is divided by the running root mean square of gradients:
    /// `v = alpha v + (1 - alpha) g²; p -= learningRate g / (sqrt(v) + epsilon)`.
    ///
    /// Centered, v is less the square of a, the running mean of g; with momentum `b = momentum b + g / (...)` is what p
    /// follows. State: v, then a where centered, then b where momentum is not 0.
    record RmsProp(double learningRate, Averaging averaging, double weightDecay, double momentum, boolean centered)
        implements UpdateRule {

        /// @param alpha what is kept of the mean of squares
        public record Averaging(double alpha, double epsilon) {}

        @Override
        public int states() {
            return 1 + (centered ? 1 : 0) + (momentum == 0 ? 0 : 1);
        }
    }

    /// Each step is divided by the root of the sum of all squares: `s += g²; p -= stepSize g / (sqrt(s) + epsilon)`.
    ///
    /// State: s, which may start above 0.
    ///
    /// @param stepSize the learning rate after its own decay
    record Adagrad(double stepSize, double weightDecay, double epsilon) implements UpdateRule {

        @Override
        public int states() {
            return 1;
        }
    }

    /// Adam's step with weight decay, `u = (m / correction1) / (sqrt(v) / root + epsilon) + weightDecay p`, then
    /// stretched to the parameter's own size: `p -= learningRate |p| / |u| u`. The pieces are whole parameters.
    ///
    /// State: m, v. Source: You et al. 2020, algorithm 2.
    ///
    /// @param adapts whether it is stretched; where either norm is 0 it is not
    record Lamb(double learningRate, Moments moments, double weightDecay, boolean adapts) implements UpdateRule {

        /// What the step is stretched by.
        public double trust(double parameterNorm, double updateNorm) {
            return adapts && parameterNorm > 0 && updateNorm > 0 ? parameterNorm / updateNorm : 1;
        }

        @Override
        public int states() {
            return 2;
        }
    }
}
