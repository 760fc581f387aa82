package io.ringmaster.worker;

import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.Digits;
import io.ringmaster.tensor.data.IdxImages;
import io.ringmaster.tensor.data.Normalization;
import io.ringmaster.tensor.state.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;

/// The samples of a job.
///
/// @param classes one more than the largest label
record TrainingData(Dataset train, Dataset eval, int classes) {

    /// Reads or makes what the job says. Throws [DataException] where that can't be.
    ///
    /// @param directory the folder to read from; empty: the one that the job names
    static TrainingData open(JobConfig job, String directory) {
        return switch (job.data()) {
            case DataConfig.Digits(var trainSamples, var evalSamples) -> of(
                Digits.training(job.seed(), trainSamples), Digits.evaluation(job.seed(), evalSamples));
            case DataConfig.Idx idx -> read(idx, Path.of(directory.isEmpty() ? idx.directory() : directory));
        };
    }

    private static TrainingData read(DataConfig.Idx idx, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException("the data folder %s %s; data.directory, or --data on this machine, names the folder "
                + "that holds the IDX files", folder, Files.exists(folder) ? "is not a folder" : "does not exist");
        }
        Dataset all = read(folder, idx.images(), idx.labels());
        if (idx.hasEvalFiles()) {
            Dataset eval = read(folder, idx.evalImages(), idx.evalLabels());
            requireSamples("data.train-samples", idx.trainSamples(), all, folder.resolve(idx.images()));
            requireSamples("data.eval-samples", idx.evalSamples(), eval, folder.resolve(idx.evalImages()));
            return of(all.slice(0, idx.trainSamples()), eval.slice(0, idx.evalSamples()));
        }
        requireSamples("data.train-samples plus data.eval-samples", (long) idx.trainSamples() + idx.evalSamples(), all,
            folder.resolve(idx.images()));
        return of(all.slice(0, idx.trainSamples()), all.slice(all.size() - idx.evalSamples(), all.size()));
    }

    private static Dataset read(Path folder, String images, String labels) {
        return IdxImages.read(plainOrGzip(folder, images), plainOrGzip(folder, labels), Normalization.MNIST);
    }

    private static Path plainOrGzip(Path folder, String name) {
        Path plain = folder.resolve(name);
        Path gzip = folder.resolve(name + ".gz");
        return Files.exists(plain) || !Files.exists(gzip) ? plain : gzip;
    }

    private static void requireSamples(String keys, long wanted, Dataset found, Path file) {
        if (wanted > found.size()) {
            throw new DataException("%s is %d but %s holds %d samples; use at most as many", keys, wanted, file, found.size());
        }
    }

    private static TrainingData of(Dataset train, Dataset eval) {
        return new TrainingData(train, eval, Math.max(train.classes(), eval.classes()));
    }

    /// A digest of all samples of both sets.
    String fingerprint() {
        return Sha256.create().add(train.fingerprint()).add(eval.fingerprint()).hex();
    }
}
