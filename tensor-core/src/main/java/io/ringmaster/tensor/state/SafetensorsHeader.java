package io.ringmaster.tensor.state;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import java.util.Map;

/// What stands before the data of a safetensors file.
///
/// @param tensors in the order of the header
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> tensors) {

    /// The longest header that any reader of the format takes.
    static final long MOST_BYTES = 100_000_000;

    /// The header's length stands first, in as many bytes.
    static final int LENGTH_BYTES = Long.BYTES;

    /// @param begin the place of the first byte, counted from the end of the header
    /// @param end   the place after the last byte
    record Entry(DType dtype, Shape shape, long begin, long end) {}
}
