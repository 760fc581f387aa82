package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.proto.wire.JobWire;

/// Where a job's samples come from.
final class DataCodec {

    private DataCodec() {}

    static JobWire.Data write(DataConfig data) {
        JobWire.Data.Builder wire = JobWire.Data.newBuilder();
        switch (data) {
            case DataConfig.Digits digits -> wire.getDigitsBuilder()
                .setTrainSamples(digits.trainSamples())
                .setEvalSamples(digits.evalSamples());
            case DataConfig.Idx idx -> wire.setIdx(write(idx));
            case DataConfig.Cifar10 cifar -> wire.getCifar10Builder()
                .setDirectory(cifar.directory())
                .setDownload(write(cifar.download()))
                .setTransform(write(cifar.transform()))
                .setTrainSamples(cifar.trainSamples())
                .setEvalSamples(cifar.evalSamples());
            case DataConfig.ImageFolder images -> wire.setImageFolder(write(images));
            case DataConfig.Csv csv -> wire.setCsv(write(csv));
            case DataConfig.Text text -> wire.setText(write(text));
            case DataConfig.OfJob(var directory, var train, var eval) ->
                wire.getOfJobBuilder().setDirectory(directory).setTrainSamples(train).setEvalSamples(eval);
        }
        return wire.build();
    }

    static DataConfig read(JobWire.Data wire) {
        return switch (wire.getKindCase()) {
            case DIGITS -> new DataConfig.Digits(wire.getDigits().getTrainSamples(), wire.getDigits().getEvalSamples());
            case IDX -> read(wire.getIdx());
            case CIFAR10 -> new DataConfig.Cifar10(
                wire.getCifar10().getDirectory(),
                read(wire.getCifar10().getDownload()),
                read(wire.getCifar10().getTransform()),
                wire.getCifar10().getTrainSamples(),
                wire.getCifar10().getEvalSamples());
            case IMAGE_FOLDER -> read(wire.getImageFolder());
            case CSV -> read(wire.getCsv());
            case TEXT -> read(wire.getText());
            case OF_JOB -> new DataConfig.OfJob(
                wire.getOfJob().getDirectory(), wire.getOfJob().getTrainSamples(), wire.getOfJob().getEvalSamples());
            case KIND_NOT_SET -> throw JobCodec.unset("data");
        };
    }

    private static JobWire.Idx write(DataConfig.Idx idx) {
        return JobWire.Idx.newBuilder()
            .setDirectory(idx.directory())
            .setDownload(write(idx.download()))
            .setImages(idx.images())
            .setLabels(idx.labels())
            .setEvalImages(idx.evalImages())
            .setEvalLabels(idx.evalLabels())
            .setTransform(write(idx.transform()))
            .setTrainSamples(idx.trainSamples())
            .setEvalSamples(idx.evalSamples())
            .build();
    }

    private static DataConfig.Idx read(JobWire.Idx wire) {
        return new DataConfig.Idx(
            wire.getDirectory(),
            read(wire.getDownload()),
            wire.getImages(),
            wire.getLabels(),
            wire.getEvalImages(),
            wire.getEvalLabels(),
            read(wire.getTransform()),
            wire.getTrainSamples(),
            wire.getEvalSamples());
    }

    private static JobWire.ImageFolder write(DataConfig.ImageFolder images) {
        return JobWire.ImageFolder.newBuilder()
            .setDirectory(images.directory())
            .setTrainFolder(images.trainFolder())
            .setEvalFolder(images.evalFolder())
            .setChannels(images.size().channels())
            .setHeight(images.size().height())
            .setWidth(images.size().width())
            .setFit(switch (images.size().fit()) {
                case CROP -> JobWire.Fit.FIT_CROP;
                case STRETCH -> JobWire.Fit.FIT_STRETCH;
            })
            .setTransform(write(images.transform()))
            .setTrainSamples(images.trainSamples())
            .setEvalSamples(images.evalSamples())
            .build();
    }

    private static DataConfig.ImageFolder read(JobWire.ImageFolder wire) {
        DataConfig.Fit fit = switch (wire.getFit()) {
            case FIT_CROP -> DataConfig.Fit.CROP;
            case FIT_STRETCH -> DataConfig.Fit.STRETCH;
            case FIT_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("data's fit");
        };
        return new DataConfig.ImageFolder(
            wire.getDirectory(),
            wire.getTrainFolder(),
            wire.getEvalFolder(),
            new DataConfig.ImageSize(wire.getChannels(), wire.getHeight(), wire.getWidth(), fit),
            read(wire.getTransform()),
            wire.getTrainSamples(),
            wire.getEvalSamples());
    }

    private static JobWire.Csv write(DataConfig.Csv csv) {
        return JobWire.Csv.newBuilder()
            .setDirectory(csv.directory())
            .setFile(csv.file())
            .setEvalFile(csv.evalFile())
            .setTarget(csv.target())
            .addAllFeatures(csv.features())
            .setSeparator(csv.separator())
            .setStandardize(csv.standardize())
            .setTrainSamples(csv.trainSamples())
            .setEvalSamples(csv.evalSamples())
            .build();
    }

    private static DataConfig.Csv read(JobWire.Csv wire) {
        return new DataConfig.Csv(
            wire.getDirectory(),
            wire.getFile(),
            wire.getEvalFile(),
            wire.getTarget(),
            wire.getFeaturesList(),
            wire.getSeparator(),
            wire.getStandardize(),
            wire.getTrainSamples(),
            wire.getEvalSamples());
    }

    private static JobWire.Text write(DataConfig.Text text) {
        return JobWire.Text.newBuilder()
            .setDirectory(text.directory())
            .setFile(text.file())
            .setEvalFile(text.evalFile())
            .setTokens(switch (text.tokens()) {
                case CHARACTERS -> JobWire.Tokens.TOKENS_CHARACTERS;
                case GPT2 -> JobWire.Tokens.TOKENS_GPT2;
                case CL100K -> JobWire.Tokens.TOKENS_CL100K;
            })
            .setContext(text.context())
            .setStride(text.stride())
            .setTrainSamples(text.trainSamples())
            .setEvalSamples(text.evalSamples())
            .build();
    }

    private static DataConfig.Text read(JobWire.Text wire) {
        DataConfig.Tokens tokens = switch (wire.getTokens()) {
            case TOKENS_CHARACTERS -> DataConfig.Tokens.CHARACTERS;
            case TOKENS_GPT2 -> DataConfig.Tokens.GPT2;
            case TOKENS_CL100K -> DataConfig.Tokens.CL100K;
            case TOKENS_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("data's tokens");
        };
        return new DataConfig.Text(
            wire.getDirectory(),
            wire.getFile(),
            wire.getEvalFile(),
            tokens,
            wire.getContext(),
            wire.getStride(),
            wire.getTrainSamples(),
            wire.getEvalSamples());
    }

    private static JobWire.ImageTransform write(ImageConfig transform) {
        return JobWire.ImageTransform.newBuilder()
            .addAllMean(transform.mean())
            .addAllStd(transform.std())
            .setCropPadding(transform.cropPadding())
            .setHorizontalFlip(transform.horizontalFlip())
            .build();
    }

    private static ImageConfig read(JobWire.ImageTransform wire) {
        return new ImageConfig(wire.getMeanList(), wire.getStdList(), wire.getCropPadding(), wire.getHorizontalFlip());
    }

    private static JobWire.Download write(DataConfig.Download download) {
        return switch (download) {
            case NONE -> JobWire.Download.DOWNLOAD_NONE;
            case MNIST -> JobWire.Download.DOWNLOAD_MNIST;
            case FASHION_MNIST -> JobWire.Download.DOWNLOAD_FASHION_MNIST;
            case CIFAR10 -> JobWire.Download.DOWNLOAD_CIFAR10;
        };
    }

    private static DataConfig.Download read(JobWire.Download wire) {
        return switch (wire) {
            case DOWNLOAD_NONE -> DataConfig.Download.NONE;
            case DOWNLOAD_MNIST -> DataConfig.Download.MNIST;
            case DOWNLOAD_FASHION_MNIST -> DataConfig.Download.FASHION_MNIST;
            case DOWNLOAD_CIFAR10 -> DataConfig.Download.CIFAR10;
            case DOWNLOAD_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("data's download");
        };
    }
}
