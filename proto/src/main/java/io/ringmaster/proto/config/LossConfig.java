package io.ringmaster.proto.config;

import java.util.List;

/// What training makes small. Losses and their numbers have PyTorch's meaning; all are means over what counts.
public sealed interface LossConfig {

    /// Of classes' scores at the labels, or at each token.
    ///
    /// @param labelSmoothing the part of each label that is spread over all classes
    /// @param ignoreIndex    the label that doesn't count; none: all count
    record CrossEntropy(double labelSmoothing, List<Integer> ignoreIndex) implements LossConfig {

        public static final CrossEntropy PLAIN = new CrossEntropy(0, List.of());

        public CrossEntropy {
            ignoreIndex = List.copyOf(ignoreIndex);
            Require.inRange("loss.label-smoothing", labelSmoothing, 0, 1);
            Require.that(ignoreIndex.size() <= 1, "loss.ignore-index",
                "is %s; at most one label is ignored, such as [-100]", ignoreIndex);
        }
    }

    /// Squared differences.
    record SquaredError() implements LossConfig {}

    /// Absolute differences.
    record AbsoluteError() implements LossConfig {}

    /// Squared differences up to `delta`, absolute ones beyond.
    record Huber(double delta) implements LossConfig {

        public Huber {
            Require.positive("loss.delta", delta);
        }
    }

    /// Of yes or no for each number, from logits.
    record BinaryCrossEntropy() implements LossConfig {}
}
