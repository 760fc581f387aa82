package io.ringmaster.worker;

import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.Digits;
import io.ringmaster.tensor.state.Sha256;
import java.nio.file.Path;

/// The samples of a job.
///
/// @param classes of the labels or tokens; 0 where targets are values
record TrainingData(Dataset train, Dataset eval, int classes) {

    TrainingData(Dataset train, Dataset eval) {
        this(train, eval, Math.max(train.classes(), eval.classes()));
    }

    /// Reads or makes what the job says. Throws [DataException] where that can't be.
    ///
    /// @param directory the folder to read from; empty: the one that the job names
    static TrainingData open(JobConfig job, String directory) {
        return switch (job.data()) {
            case DataConfig.Digits(var trainSamples, var evalSamples) -> new TrainingData(
                Digits.training(job.seed(), trainSamples), Digits.evaluation(job.seed(), evalSamples));
            case DataConfig.Stored stored ->
                new StoredData(Path.of(directory.isEmpty() ? stored.directory() : directory), job.seed()).read(stored);
        };
    }

    /// A digest of all samples of both sets.
    String fingerprint() {
        return Sha256.create().add(train.fingerprint()).add(eval.fingerprint()).hex();
    }
}
