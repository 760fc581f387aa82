package io.ringmaster.tensor;

import java.util.Locale;

/// What one element of a tensor is. Where two meet, the later one here holds the result.
public enum DType {
    /// 0 or 1 in a byte.
    BOOL(1, "BOOL", Kind.BOOL),
    /// 0 to 255.
    UINT8(1, "U8", Kind.INTEGER),
    INT32(4, "I32", Kind.INTEGER),
    INT64(8, "I64", Kind.INTEGER),
    /// The upper half of a float32: its range, with 8 bits of precision.
    BFLOAT16(2, "BF16", Kind.FLOATING),
    FLOAT32(4, "F32", Kind.FLOATING),
    FLOAT64(8, "F64", Kind.FLOATING);

    private final int bytes;
    private final String stored;
    private final Kind kind;

    private enum Kind { BOOL, INTEGER, FLOATING }

    DType(int bytes, String stored, Kind kind) {
        this.bytes = bytes;
        this.stored = stored;
        this.kind = kind;
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
        return kind == Kind.FLOATING;
    }

    /// Whether the elements are whole numbers; bool is not such a type.
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /// A number as this dtype has it; integers and bool leave it as it is.
    double nearest(double value) {
        return switch (this) {
            case BFLOAT16 -> Bfloat16.toFloat(Bfloat16.of(value));
            case FLOAT32 -> (float) value;
            case BOOL, UINT8, INT32, INT64, FLOAT64 -> value;
        };
    }

    /// The dtype of arithmetic between the two: bool gives way to integers, those to floating types, narrow to wide.
    public DType with(DType other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /// The dtype of arithmetic between two tensors: as [#with(DType)], but one number, a tensor without dims, widens a tensor
    /// with dims only where it is of another kind: a float32 tensor times a float64 number stays float32.
    static DType of(Tensor a, Tensor b) {
        boolean number = a.shape().rank() == 0;
        if (number == (b.shape().rank() == 0)) {
            return a.dtype().with(b.dtype());
        }
        DType many = number ? b.dtype() : a.dtype();
        DType one = number ? a.dtype() : b.dtype();
        return many.kind == one.kind ? many : many.with(one);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
