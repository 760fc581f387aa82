package io.ringmaster.proto.config;

import java.util.List;

/// Which network is trained.
public sealed interface ModelConfig {

    /// Linear layers with ReLU, then dropout, between them.
    ///
    /// @param layers  sizes from input to output, such as 784, 256, 10
    /// @param dropout the chance that a hidden value is dropped in training
    record Mlp(List<Integer> layers, double dropout) implements ModelConfig {

        private static final int WIDEST = 1 << 20;

        public Mlp {
            layers = List.copyOf(layers);
            Require.that(layers.size() >= 2, "model.layers",
                "is %s; it must hold at least an input and an output size, such as [784, 10]", layers);
            for (int size : layers) {
                Require.that(size >= 1 && size <= WIDEST, "model.layers",
                    "is %s; each size must be 1 to %d", layers, WIDEST);
            }
            Require.inRange("model.dropout", dropout, 0, 1);
        }
    }
}
