package io.ringmaster.tensor.backend.cpu.onednn;

/// What a normalization does besides: oneDNN's flags.
public final class Normalization {

    /// Mean and variance are given, not computed.
    public static final int GIVEN_STATISTICS = 0x1;
    public static final int SCALE = 0x2;
    public static final int SHIFT = 0x4;
    /// The result is `max(y, 0)`, and a workspace remembers where.
    public static final int RELU = 0x8;

    private Normalization() {}
}
