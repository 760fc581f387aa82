package io.ringmaster.proto.config;

import java.util.List;

/// Where samples come from.
public sealed interface DataConfig {

    /// 0 where only the data can tell.
    int trainSamples();

    /// 0 where only the data can tell.
    int evalSamples();

    /// Drawn handwritten-like digits, 28 x 28, ten classes; made from the job's seed, so no file is needed.
    record Digits(int trainSamples, int evalSamples) implements DataConfig {

        public Digits {
            requireSamples(trainSamples, evalSamples);
        }
    }

    /// Samples in files.
    sealed interface Stored extends DataConfig {

        /// The folder that holds the files.
        String directory();

        /// What is fetched into the folder where it is missing.
        default Download download() {
            return Download.NONE;
        }
    }

    /// A data set that is known well enough to be fetched.
    enum Download { NONE, MNIST, FASHION_MNIST, CIFAR10 }

    /// Images and labels in IDX files, as MNIST and its kin come.
    ///
    /// The first `trainSamples` of the training files train. The evaluation files give their first `evalSamples`;
    /// where both their names are empty, the last `evalSamples` of the training files evaluate.
    record Idx(
        String directory,
        Download download,
        String images,
        String labels,
        String evalImages,
        String evalLabels,
        ImageConfig transform,
        int trainSamples,
        int evalSamples) implements Stored {

        public Idx {
            Require.nonBlank("data.directory", directory);
            Require.that(download != Download.CIFAR10, "data.download",
                "is cifar10 but data.kind is idx; use none, mnist or fashion-mnist");
            Require.nonBlank("data.images", images);
            Require.nonBlank("data.labels", labels);
            Require.that(evalImages.isEmpty() || !evalLabels.isEmpty(), "data.eval-labels",
                "is empty but data.eval-images is \"%s\"; set both, or neither", evalImages);
            Require.that(evalLabels.isEmpty() || !evalImages.isEmpty(), "data.eval-images",
                "is empty but data.eval-labels is \"%s\"; set both, or neither", evalLabels);
            transform.requireChannels(1);
            requireSamples(trainSamples, evalSamples);
        }

        /// Whether evaluation samples have files of their own.
        public boolean hasEvalFiles() {
            return !evalImages.isEmpty();
        }
    }

    /// CIFAR-10 in its binary form: the first `trainSamples` of the five training batches train, the first
    /// `evalSamples` of the test batch evaluate.
    record Cifar10(String directory, Download download, ImageConfig transform, int trainSamples, int evalSamples)
        implements Stored {

        public Cifar10 {
            Require.nonBlank("data.directory", directory);
            Require.that(download == Download.NONE || download == Download.CIFAR10, "data.download",
                "is another data set but data.kind is cifar10; use none or cifar10");
            transform.requireChannels(3);
            requireSamples(trainSamples, evalSamples);
        }
    }

    /// PNG and JPEG files, in a folder for each class.
    ///
    /// The training folder gives `trainSamples`, the evaluation folder `evalSamples`, drawn by the job's seed; where the
    /// latter's name is empty, the training folder gives both.
    ///
    /// @param trainFolder within the directory; empty: the directory itself
    /// @param evalFolder  within the directory
    record ImageFolder(
        String directory,
        String trainFolder,
        String evalFolder,
        ImageSize size,
        ImageConfig transform,
        int trainSamples,
        int evalSamples) implements Stored {

        public ImageFolder {
            Require.nonBlank("data.directory", directory);
            Require.that(evalFolder.isEmpty() || !evalFolder.equals(trainFolder), "data.eval-folder",
                "is \"%s\", as data.train-folder is; leave it empty to split one folder", evalFolder);
            transform.requireChannels(size.channels());
            requireSamples(trainSamples, evalSamples);
        }
    }

    /// What image files are brought to.
    ///
    /// @param channels 3 for colours, 1 for grey
    record ImageSize(int channels, int height, int width, Fit fit) {

        private static final int LARGEST_SIDE = 1 << 13;

        public ImageSize {
            Require.that(channels == 1 || channels == 3, "data.channels",
                "is %d; it must be 3 (colours) or 1 (grey)", channels);
            Require.inRange("data.height", height, 1, LARGEST_SIDE);
            Require.inRange("data.width", width, 1, LARGEST_SIDE);
        }
    }

    /// What becomes of images of another shape: their middle is taken, or all of them is stretched.
    enum Fit { CROP, STRETCH }

    /// Rows of numbers and a class, in a CSV file with a header.
    ///
    /// The file gives `trainSamples`, the evaluation file `evalSamples`, drawn by the job's seed; where the latter's name is
    /// empty, the file gives both.
    ///
    /// @param target      the column of the classes
    /// @param features    the columns of the numbers; empty: all the others
    /// @param separator   between two fields
    /// @param standardize whether each column is shifted and scaled to mean 0 and deviation 1 over the training samples
    record Csv(
        String directory,
        String file,
        String evalFile,
        String target,
        List<String> features,
        String separator,
        boolean standardize,
        int trainSamples,
        int evalSamples) implements Stored {

        public Csv {
            features = List.copyOf(features);
            Require.nonBlank("data.directory", directory);
            Require.nonBlank("data.file", file);
            Require.nonBlank("data.target", target);
            Require.that(!features.contains(target), "data.features",
                "is %s and data.target \"%s\"; a column is one of them, so leave it out here", features, target);
            Require.that(separator.length() == 1, "data.separator",
                "is \"%s\"; it must be one character, such as \",\"", separator);
            requireSamples(trainSamples, evalSamples);
        }
    }

    /// A text, cut into windows of tokens in which each next one is to be found.
    ///
    /// The file's first windows train, its last ones evaluate, or those of the evaluation file where it has a name.
    ///
    /// @param context tokens in a window
    /// @param stride  tokens from one window's begin to the next one's
    record Text(
        String directory,
        String file,
        String evalFile,
        Tokens tokens,
        int context,
        int stride,
        int trainSamples,
        int evalSamples) implements Stored {

        private static final int LONGEST_CONTEXT = 1 << 20;

        public Text {
            Require.nonBlank("data.directory", directory);
            Require.nonBlank("data.file", file);
            Require.inRange("data.context", context, 1, LONGEST_CONTEXT);
            Require.inRange("data.stride", stride, 1, LONGEST_CONTEXT);
            requireSamples(trainSamples, evalSamples);
        }
    }

    /// What a text is made of: its characters, or the byte pairs of GPT-2 or of `cl100k_base`.
    enum Tokens { CHARACTERS, GPT2, CL100K }

    /// What the job's class makes.
    ///
    /// @param directory    the folder that it may read from; empty: it was not told one
    /// @param trainSamples the first ones of those that it has; 0: all
    /// @param evalSamples  the first ones of those that it has; 0: all
    record OfJob(String directory, int trainSamples, int evalSamples) implements DataConfig {

        public OfJob {
            Require.notNegative("data.train-samples", trainSamples);
            Require.notNegative("data.eval-samples", evalSamples);
        }
    }

    private static void requireSamples(int trainSamples, int evalSamples) {
        Require.positive("data.train-samples", trainSamples);
        Require.positive("data.eval-samples", evalSamples);
    }
}
