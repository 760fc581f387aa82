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

    /// Two convolutions with pooling, then three linear layers; for grey images of about 28 x 28.
    ///
    /// @param classes what it tells apart
    record Lenet(int classes) implements ModelConfig {

        public Lenet {
            requireClasses(classes);
        }
    }

    /// A residual net of convolutions with batch norm.
    ///
    /// @param classes what it tells apart
    record Resnet(ResnetVariant variant, int classes) implements ModelConfig {

        public Resnet {
            requireClasses(classes);
        }
    }

    enum ResnetVariant {
        /// 18 layers for small grey images, as in the multi-GPU chapter of "Dive into Deep Learning".
        RESNET18_D2L,
        /// 18 layers for photographs, as torchvision has it.
        RESNET18,
        /// 50 layers for photographs, as torchvision has it.
        RESNET50
    }

    /// A decoder-only Transformer that finds each next token of a text, as GPT-2.
    ///
    /// @param heads      of the attention, each `width / heads` wide
    /// @param width      of the vectors between the blocks
    /// @param context    the most tokens it takes at once
    /// @param vocabulary how many tokens there are; 0: as many as the data has
    /// @param dropout    the chance that a value is dropped in training
    record Gpt(int blocks, int heads, int width, int context, int vocabulary, double dropout) implements ModelConfig {

        private static final int DEEPEST = 1 << 10;
        private static final int WIDEST = 1 << 17;
        private static final int LONGEST = 1 << 20;
        private static final int MOST_TOKENS = 1 << 24;

        public Gpt {
            Require.inRange("model.blocks", blocks, 1, DEEPEST);
            Require.inRange("model.width", width, 1, WIDEST);
            Require.inRange("model.heads", heads, 1, width);
            Require.that(width % heads == 0, "model.width",
                "is %d but %d heads share it; it must be a multiple of model.heads", width, heads);
            Require.inRange("model.context", context, 1, LONGEST);
            Require.inRange("model.vocabulary", vocabulary, 0, MOST_TOKENS);
            Require.inRange("model.dropout", dropout, 0, 1);
        }
    }

    /// What the job's class makes.
    record OfJob() implements ModelConfig {}

    private static void requireClasses(int classes) {
        Require.inRange("model.classes", classes, 1, 1 << 20);
    }
}
