package io.ringmaster.proto;

/// How a run ended for a worker.
public enum Outcome {
    /// All steps are committed.
    FINISHED,
    /// Somebody asked for it.
    STOPPED,
    /// It could not go on.
    FAILED,
    /// It goes on without this worker, which had asked to leave.
    RELEASED
}
