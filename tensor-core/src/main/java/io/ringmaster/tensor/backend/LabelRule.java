package io.ringmaster.tensor.backend;

/// How labels count in a loss of classes.
///
/// @param ignored   the label of rows that don't count
/// @param smoothing the part of each label that is spread over all classes, from 0 to 1
public record LabelRule(long ignored, double smoothing) {

    /// What PyTorch ignores.
    public static final LabelRule DEFAULT = new LabelRule(-100, 0);
}
