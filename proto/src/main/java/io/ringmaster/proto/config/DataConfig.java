package io.ringmaster.proto.config;

/// Where samples come from.
public sealed interface DataConfig {

    int trainSamples();

    int evalSamples();

    /// Drawn handwritten-like digits, 28 x 28, ten classes; made from the job's seed, so no file is needed.
    record Digits(int trainSamples, int evalSamples) implements DataConfig {

        public Digits {
            requireSamples(trainSamples, evalSamples);
        }
    }

    /// Images and labels in IDX files, as MNIST and its kin come.
    ///
    /// The first `trainSamples` of the training files train. The evaluation files give their first `evalSamples`;
    /// where both their names are empty, the last `evalSamples` of the training files evaluate.
    ///
    /// @param directory the folder that holds the files
    record Idx(
        String directory,
        String images,
        String labels,
        String evalImages,
        String evalLabels,
        int trainSamples,
        int evalSamples) implements DataConfig {

        public Idx {
            Require.nonBlank("data.directory", directory);
            Require.nonBlank("data.images", images);
            Require.nonBlank("data.labels", labels);
            Require.that(evalImages.isEmpty() || !evalLabels.isEmpty(), "data.eval-labels",
                "is empty but data.eval-images is \"%s\"; set both, or neither", evalImages);
            Require.that(evalLabels.isEmpty() || !evalImages.isEmpty(), "data.eval-images",
                "is empty but data.eval-labels is \"%s\"; set both, or neither", evalLabels);
            requireSamples(trainSamples, evalSamples);
        }

        /// Whether evaluation samples have files of their own.
        public boolean hasEvalFiles() {
            return !evalImages.isEmpty();
        }
    }

    private static void requireSamples(int trainSamples, int evalSamples) {
        Require.positive("data.train-samples", trainSamples);
        Require.positive("data.eval-samples", evalSamples);
    }
}
