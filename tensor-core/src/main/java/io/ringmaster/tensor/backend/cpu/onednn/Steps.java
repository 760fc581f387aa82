package io.ringmaster.tensor.backend.cpu.onednn;

import java.util.List;

/// How a window moves over the spatial dims: one number a dim each.
///
/// @param strides   elements from one window to the next
/// @param dilations elements left out between two of a window's, 0 where it has no gaps
/// @param before    elements of padding ahead of the first
/// @param after     elements of padding behind the last
public record Steps(List<Long> strides, List<Long> dilations, List<Long> before, List<Long> after) {}
