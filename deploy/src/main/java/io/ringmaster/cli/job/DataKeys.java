package io.ringmaster.cli.job;

import io.ringmaster.cli.job.Keys.DataKind;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.DataConfig.Cifar10;
import io.ringmaster.proto.config.DataConfig.Csv;
import io.ringmaster.proto.config.DataConfig.Digits;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.DataConfig.ImageFolder;
import io.ringmaster.proto.config.DataConfig.ImageSize;
import io.ringmaster.proto.config.DataConfig.OfJob;
import io.ringmaster.proto.config.DataConfig.Stored;
import io.ringmaster.proto.config.DataConfig.Text;
import io.ringmaster.proto.config.ImageConfig;

/// The keys of the section `data`: into records, and back.
final class DataKeys {

    private DataKeys() {}

    static DataConfig read(Values from) {
        return switch (from.get(Keys.DATA_KIND)) {
            case DIGITS -> new Digits(from.get(Keys.TRAIN_SAMPLES), from.get(Keys.EVAL_SAMPLES));
            case IDX -> new Idx(
                from.get(Keys.DIRECTORY),
                from.get(Keys.DOWNLOAD),
                from.get(Keys.IMAGES),
                from.get(Keys.LABELS),
                from.get(Keys.EVAL_IMAGES),
                from.get(Keys.EVAL_LABELS),
                image(from),
                from.get(Keys.TRAIN_SAMPLES),
                from.get(Keys.EVAL_SAMPLES));
            case CIFAR10 -> new Cifar10(
                from.get(Keys.DIRECTORY),
                from.get(Keys.DOWNLOAD),
                image(from),
                from.get(Keys.TRAIN_SAMPLES),
                from.get(Keys.EVAL_SAMPLES));
            case IMAGE_FOLDER -> new ImageFolder(
                from.get(Keys.DIRECTORY),
                from.get(Keys.TRAIN_FOLDER),
                from.get(Keys.EVAL_FOLDER),
                new ImageSize(from.get(Keys.CHANNELS), from.get(Keys.HEIGHT), from.get(Keys.WIDTH), from.get(Keys.FIT)),
                image(from),
                from.get(Keys.TRAIN_SAMPLES),
                from.get(Keys.EVAL_SAMPLES));
            case CSV -> new Csv(
                from.get(Keys.DIRECTORY),
                from.get(Keys.FILE),
                from.get(Keys.EVAL_FILE),
                from.get(Keys.TARGET),
                from.get(Keys.FEATURES),
                from.get(Keys.SEPARATOR),
                from.get(Keys.STANDARDIZE),
                from.get(Keys.TRAIN_SAMPLES),
                from.get(Keys.EVAL_SAMPLES));
            case TEXT -> text(from);
            case JOB -> new OfJob(from.get(Keys.DIRECTORY), from.get(Keys.TRAIN_SAMPLES), from.get(Keys.EVAL_SAMPLES));
        };
    }

    /// A stride of 0 is the context's.
    private static Text text(Values from) {
        int context = from.get(Keys.CONTEXT);
        int stride = from.get(Keys.STRIDE);
        return new Text(
            from.get(Keys.DIRECTORY),
            from.get(Keys.FILE),
            from.get(Keys.EVAL_FILE),
            from.get(Keys.TOKENS),
            context,
            stride == 0 ? context : stride,
            from.get(Keys.TRAIN_SAMPLES),
            from.get(Keys.EVAL_SAMPLES));
    }

    private static ImageConfig image(Values from) {
        return new ImageConfig(
            from.get(Keys.MEAN), from.get(Keys.STD), from.get(Keys.CROP_PADDING), from.get(Keys.HORIZONTAL_FLIP));
    }

    static void write(DataConfig data, JobWriter to) {
        switch (data) {
            case Digits _ -> to.putKind(Keys.DATA_KIND, DataKind.DIGITS);
            case Idx idx -> {
                begin(DataKind.IDX, idx, to);
                to.put(Keys.DOWNLOAD, idx.download());
                to.put(Keys.IMAGES, idx.images());
                to.put(Keys.LABELS, idx.labels());
                to.put(Keys.EVAL_IMAGES, idx.evalImages());
                to.put(Keys.EVAL_LABELS, idx.evalLabels());
                write(idx.transform(), to);
            }
            case Cifar10 cifar -> {
                begin(DataKind.CIFAR10, cifar, to);
                to.put(Keys.DOWNLOAD, cifar.download());
                write(cifar.transform(), to);
            }
            case ImageFolder images -> {
                begin(DataKind.IMAGE_FOLDER, images, to);
                to.put(Keys.TRAIN_FOLDER, images.trainFolder());
                to.put(Keys.EVAL_FOLDER, images.evalFolder());
                to.put(Keys.CHANNELS, images.size().channels());
                to.put(Keys.HEIGHT, images.size().height());
                to.put(Keys.WIDTH, images.size().width());
                to.put(Keys.FIT, images.size().fit());
                write(images.transform(), to);
            }
            case Csv csv -> write(csv, to);
            case Text text -> write(text, to);
            case OfJob(var directory, _, _) -> {
                to.putKind(Keys.DATA_KIND, DataKind.JOB);
                to.put(Keys.DIRECTORY, directory);
            }
        }
        to.put(Keys.TRAIN_SAMPLES, data.trainSamples());
        to.put(Keys.EVAL_SAMPLES, data.evalSamples());
    }

    private static void begin(DataKind kind, Stored data, JobWriter to) {
        to.putKind(Keys.DATA_KIND, kind);
        to.put(Keys.DIRECTORY, data.directory());
    }

    private static void write(Csv csv, JobWriter to) {
        begin(DataKind.CSV, csv, to);
        to.put(Keys.FILE, csv.file());
        to.put(Keys.EVAL_FILE, csv.evalFile());
        to.put(Keys.TARGET, csv.target());
        to.put(Keys.FEATURES, csv.features());
        to.put(Keys.SEPARATOR, csv.separator());
        to.put(Keys.STANDARDIZE, csv.standardize());
    }

    private static void write(Text text, JobWriter to) {
        begin(DataKind.TEXT, text, to);
        to.put(Keys.FILE, text.file());
        to.put(Keys.EVAL_FILE, text.evalFile());
        to.put(Keys.TOKENS, text.tokens());
        to.put(Keys.CONTEXT, text.context());
        to.put(Keys.STRIDE, text.stride());
    }

    private static void write(ImageConfig transform, JobWriter to) {
        to.put(Keys.MEAN, transform.mean());
        to.put(Keys.STD, transform.std());
        to.put(Keys.CROP_PADDING, transform.cropPadding());
        to.put(Keys.HORIZONTAL_FLIP, transform.horizontalFlip());
    }
}
