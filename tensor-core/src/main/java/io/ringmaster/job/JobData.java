package io.ringmaster.job;

import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.state.Sha256;

/// The samples of a job.
///
/// @param train what it learns from
/// @param eval  what it is judged by
public record JobData(Dataset train, Dataset eval) {

    /// How many classes labels or tokens are of; 0 where targets are values.
    public int classes() {
        return Math.max(train.classes(), eval.classes());
    }

    /// A digest of all samples of both sets.
    public String fingerprint() {
        return Sha256.create().add(train.fingerprint()).add(eval.fingerprint()).hex();
    }
}
