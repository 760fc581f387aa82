package io.ringmaster.tensor;

import java.util.Locale;

/// What one element of a tensor is.
public enum DType {
    FLOAT32(4, "F32"),
    FLOAT64(8, "F64"),
    INT32(4, "I32"),
    INT64(8, "I64");

    private final int bytes;
    private final String stored;

    DType(int bytes, String stored) {
        this.bytes = bytes;
        this.stored = stored;
    }

    /// The size of one element.
    public int bytes() {
        return bytes;
    }

    /// The name this type has in a safetensors header.
    public String stored() {
        return stored;
    }

    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
