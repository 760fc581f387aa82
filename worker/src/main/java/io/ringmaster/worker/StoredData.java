package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.DataConfig.Cifar10;
import io.ringmaster.proto.config.DataConfig.Csv;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.DataConfig.Stored;
import io.ringmaster.proto.config.DataConfig.Text;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.tensor.data.CifarImages;
import io.ringmaster.tensor.data.CsvFormat;
import io.ringmaster.tensor.data.CsvSamples;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.IdxImages;
import io.ringmaster.tensor.data.Normalization;
import io.ringmaster.tensor.data.Transform;
import io.ringmaster.tensor.data.download.RemoteData;
import io.ringmaster.tensor.data.image.ImageFolder;
import io.ringmaster.tensor.data.image.ImageFormat;
import io.ringmaster.tensor.data.image.Normalize;
import io.ringmaster.tensor.data.image.RandomCrop;
import io.ringmaster.tensor.data.image.RandomHorizontalFlip;
import io.ringmaster.tensor.data.text.BytePairTokenizer;
import io.ringmaster.tensor.data.text.CharacterTokenizer;
import io.ringmaster.tensor.data.text.TextFile;
import io.ringmaster.tensor.data.text.TokenWindows;
import io.ringmaster.tensor.data.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads a job's samples from files. Throws [DataException] where that can't be.
///
/// @param seed by which samples are chosen where a job says how many but not which
record StoredData(Path folder, long seed) {

    JobData read(Stored data) {
        fetch(data.download());
        if (!Files.isDirectory(folder)) {
            throw new DataException("the data folder %s %s; data.directory, or --data on this machine, names the folder "
                + "that holds the files", folder, Files.exists(folder) ? "is not a folder" : "does not exist");
        }
        return switch (data) {
            case Idx idx -> prepared(idx.transform(), by -> read(idx, by));
            case Cifar10 cifar -> prepared(cifar.transform(), by -> read(cifar, by));
            case DataConfig.ImageFolder images -> transformed(images.transform(), read(images));
            case Csv csv -> read(csv);
            case Text text -> read(text);
        };
    }

    private void fetch(DataConfig.Download download) {
        switch (download) {
            case NONE -> { }
            case MNIST -> RemoteData.MNIST.fetch(folder);
            case FASHION_MNIST -> RemoteData.FASHION_MNIST.fetch(folder);
            case CIFAR10 -> RemoteData.CIFAR10.fetch(folder);
        }
    }

    // Images

    /// Images that never change are normalised as they are read, which is fastest.
    private static JobData prepared(ImageConfig config, Function<Normalization, JobData> read) {
        return config.isRandom() ? transformed(config, read.apply(Normalization.NONE)) : read.apply(normalization(config));
    }

    /// The crop's border is black, as it is laid before the image is normalised.
    private static JobData transformed(ImageConfig config, JobData raw) {
        List<Transform> transforms = new ArrayList<>();
        if (config.cropPadding() > 0) {
            int rows = (int) raw.train().features().shape().dim(1);
            int columns = (int) raw.train().features().shape().dim(2);
            transforms.add(new RandomCrop(rows, columns, config.cropPadding()));
        }
        if (config.horizontalFlip()) {
            transforms.add(new RandomHorizontalFlip());
        }
        Normalize normalize = new Normalize(normalization(config));
        transforms.add(normalize);
        return new JobData(
            raw.train().transformed(transforms.toArray(Transform[]::new)), raw.eval().transformed(normalize));
    }

    private static Normalization normalization(ImageConfig config) {
        return new Normalization(
            config.mean().stream().map(Double::floatValue).toList(), config.std().stream().map(Double::floatValue).toList());
    }

    private JobData read(Idx idx, Normalization by) {
        Dataset all = read(idx.images(), idx.labels(), by);
        if (idx.hasEvalFiles()) {
            Dataset eval = read(idx.evalImages(), idx.evalLabels(), by);
            return new JobData(first(idx.trainSamples(), "data.train-samples", all, folder.resolve(idx.images())),
                first(idx.evalSamples(), "data.eval-samples", eval, folder.resolve(idx.evalImages())));
        }
        requireBoth(idx, all, folder.resolve(idx.images()));
        return ends(idx, all);
    }

    private Dataset read(String images, String labels, Normalization by) {
        return IdxImages.read(plainOrGzip(images), plainOrGzip(labels), by);
    }

    private Path plainOrGzip(String name) {
        Path plain = folder.resolve(name);
        Path gzip = folder.resolve(name + ".gz");
        return Files.exists(plain) || !Files.exists(gzip) ? plain : gzip;
    }

    private JobData read(Cifar10 cifar, Normalization by) {
        Dataset train = CifarImages.cifar10(folder, CifarImages.Part.TRAIN, by);
        Dataset eval = CifarImages.cifar10(folder, CifarImages.Part.TEST, by);
        return new JobData(first(cifar.trainSamples(), "data.train-samples", train, folder),
            first(cifar.evalSamples(), "data.eval-samples", eval, folder));
    }

    private JobData read(DataConfig.ImageFolder config) {
        DataConfig.ImageSize size = config.size();
        ImageFormat format = new ImageFormat(size.channels(), size.height(), size.width(), switch (size.fit()) {
            case CROP -> ImageFormat.Fit.CROP;
            case STRETCH -> ImageFormat.Fit.STRETCH;
        });
        Path trainFolder = folder.resolve(config.trainFolder());
        ImageFolder train = ImageFolder.open(trainFolder, format);
        if (config.evalFolder().isEmpty()) {
            return split(config, train, trainFolder);
        }
        Path evalFolder = folder.resolve(config.evalFolder());
        ImageFolder eval = ImageFolder.open(evalFolder, format, train.classNames());
        return drawn(config, new JobData(train, eval), trainFolder, evalFolder);
    }

    // Tables and texts

    private JobData read(Csv csv) {
        CsvFormat format = new CsvFormat(csv.target(), CsvFormat.Kind.CLASS, csv.features(), csv.separator().charAt(0));
        Path file = folder.resolve(csv.file());
        Dataset all = CsvSamples.read(file, format);
        Path evalFile = folder.resolve(csv.evalFile());
        JobData data = csv.evalFile().isEmpty() ? split(csv, all, file)
            : drawn(csv, new JobData(all, CsvSamples.read(evalFile, format, all.classNames())), file, evalFile);
        if (!csv.standardize()) {
            return data;
        }
        Normalize standard = Normalize.fit(data.train());
        return new JobData(data.train().transformed(standard), data.eval().transformed(standard));
    }

    private JobData read(Text config) {
        Path file = folder.resolve(config.file());
        String text = TextFile.read(file);
        if (config.evalFile().isEmpty()) {
            Dataset all = windows(config, tokenizer(config, text), text);
            requireApart(config, all, file);
            return ends(config, all);
        }
        Path evalFile = folder.resolve(config.evalFile());
        String evalText = TextFile.read(evalFile);
        Tokenizer tokenizer = tokenizer(config, text + evalText);
        return new JobData(
            first(config.trainSamples(), "data.train-samples", windows(config, tokenizer, text), file),
            first(config.evalSamples(), "data.eval-samples", windows(config, tokenizer, evalText), evalFile));
    }

    private static Tokenizer tokenizer(Text config, String corpus) {
        return switch (config.tokens()) {
            case CHARACTERS -> CharacterTokenizer.of(corpus);
            case GPT2 -> BytePairTokenizer.gpt2();
            case CL100K -> BytePairTokenizer.cl100k();
        };
    }

    private static Dataset windows(Text config, Tokenizer tokenizer, String text) {
        return TokenWindows.of(tokenizer, text, config.context(), config.stride());
    }

    /// No window that trains holds a token that an evaluation window is to find.
    private static void requireApart(Text config, Dataset all, Path file) {
        requireBoth(config, all, file);
        long firstEval = all.size() - config.evalSamples();
        long most = Math.floorDiv(firstEval * config.stride() - config.context(), config.stride()) + 1L;
        if (config.trainSamples() > most) {
            throw new DataException("data.train-samples is %d but from %s, with a data.stride below data.context, the windows "
                + "that train would reach into those that evaluate; use at most %d",
                config.trainSamples(), file, Math.max(0, most));
        }
    }

    // Which samples

    private static Dataset first(int samples, String key, Dataset found, Path from) {
        requireSamples(key, samples, found, from);
        return found.slice(0, samples);
    }

    /// The first samples and the last ones of one set.
    private static JobData ends(Stored config, Dataset all) {
        return new JobData(
            all.slice(0, config.trainSamples()), all.slice(all.size() - config.evalSamples(), all.size()));
    }

    /// Both parts drawn from one set, as files are often in the order of their classes.
    private JobData split(Stored config, Dataset all, Path from) {
        requireBoth(config, all, from);
        List<Dataset> parts = all.randomSplit(seed, config.trainSamples(), config.evalSamples());
        return new JobData(parts.getFirst(), parts.getLast());
    }

    private JobData drawn(Stored config, JobData all, Path trainFrom, Path evalFrom) {
        requireSamples("data.train-samples", config.trainSamples(), all.train(), trainFrom);
        requireSamples("data.eval-samples", config.evalSamples(), all.eval(), evalFrom);
        return new JobData(all.train().randomSplit(seed, config.trainSamples()).getFirst(),
            all.eval().randomSplit(seed, config.evalSamples()).getFirst());
    }

    private static void requireBoth(Stored config, Dataset all, Path from) {
        requireSamples("data.train-samples plus data.eval-samples",
            (long) config.trainSamples() + config.evalSamples(), all, from);
    }

    private static void requireSamples(String keys, long wanted, Dataset found, Path from) {
        if (wanted > found.size()) {
            throw new DataException("%s is %d but %s holds %d samples; use at most as many", keys, wanted, from, found.size());
        }
    }
}
