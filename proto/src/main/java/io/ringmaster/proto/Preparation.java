package io.ringmaster.proto;

/// What a worker found when it built the model and opened the data. All workers of a run must have found the same.
///
/// @param dataFingerprint digest of the samples of both sets
/// @param parameters      how many numbers the model has
/// @param parameterDigest digest of its initial state
public record Preparation(
    long trainSamples, long evalSamples, String dataFingerprint, long parameters, String parameterDigest) {

    public Preparation {
        if (trainSamples < 0 || evalSamples < 0 || parameters < 0) {
            throw new IllegalArgumentException("preparation counts %d, %d samples and %d parameters; none may be negative"
                .formatted(trainSamples, evalSamples, parameters));
        }
    }
}
