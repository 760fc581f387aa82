package io.ringmaster.tensor.autograd;

/// What becomes of what was recorded once backward has walked it.
public enum Graph {
    /// It is gone: the usual case, of one backward for each forward.
    FREE,
    /// It can be walked again, as long as the memory of what was computed is there.
    RETAIN
}
